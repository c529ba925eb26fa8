"""The network: its layers, activations, losses and optimizers, as functions of arrays."""
