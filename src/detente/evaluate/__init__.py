"""detente.evaluate"""
