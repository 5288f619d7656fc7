"""Ready cells, and `Cell` for one's own."""

from symrnn.cells.cell import Cell
from symrnn.cells.elman import Elman
from symrnn.cells.gru import GRU
from symrnn.cells.leaky import LeakyIntegrator
from symrnn.cells.linear import Linear
from symrnn.cells.lstm import LSTM
from symrnn.cells.registry import CELLS, ready_cell
from symrnn.cells.scalar_gate import ScalarGate
from symrnn.cells.vector_gate import VectorGate

__all__ = ["CELLS", "GRU", "LSTM", "Cell", "Elman", "LeakyIntegrator", "Linear", "ScalarGate", "VectorGate",
           "ready_cell"]
