"""detente.knowledge"""
