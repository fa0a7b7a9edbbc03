"""detente.resolve"""
