"""detente.read"""
