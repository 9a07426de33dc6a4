// Placeholder until the simulator's rooms are in.
