"""The workbench in a browser: ``detente serve record.db``.

``app`` wires pages, ``contexts`` says what each page holds, ``pages`` asks the store for it, ``urls`` owns every link,
``templates`` only format. Needs ``pip install 'detente[web]'``; nothing here is imported until it is served.
"""
