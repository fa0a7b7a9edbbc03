"""How pairs of states, actors and issues move over many articles. Tables in, tables out; figures: detente.figures."""
