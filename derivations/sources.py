"""The works whose claims are verified here."""

from symrnn import Source

PROPAGATION = Source("Information propagation in deep sequential models (lecture notes)")
AVRAM = Source("Vanishing gradients in vanilla RNNs", authors="Aaron Avram", year=2025)
DYNAMICS = Source("The RNN recurrence relation and its hidden state (online chapter)")
KHANNA = Source("Recurrent neural networks: a mathematical overview", authors="Jayin Khanna", year=2025)
LIVI = Source("Time-scale coupling between states and parameters in recurrent neural networks", authors="Lorenzo Livi",
              year=2025)
OWN = Source("own work")
TORCH = Source("PyTorch documentation of torch.nn (the step; its derivatives are our own)")
