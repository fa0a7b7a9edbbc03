"""detente.ontology"""
