"""The limits around each kernel: Landlock, seccomp, memory and descriptors."""
