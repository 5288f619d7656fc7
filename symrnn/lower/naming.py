"""Names for intermediate values: those of the user, else names that say what the value is."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from symrnn.lower.nodes import Graph, Node

SHORT = {"sigmoid": "g", "tanh": "t", "softmax": "p"}


def suggestion(graph: Graph, node: Node, variables: Mapping[Node, str]) -> str | None:
    """A name that says what a value is, where there is one."""
    return graph.hints.get(node) or _of_gate(graph, node, variables) or _of_argument(graph, node)


def _known(graph: Graph, node: Node, variables: Mapping[Node, str]) -> str | None:
    return graph.hints.get(node) or variables.get(node)


def _of_gate(graph: Graph, node: Node, variables: Mapping[Node, str]) -> str | None:
    """`one_minus_z` and `z_prime` for a gate z, `c_prime` for the derivative of c = tanh(a)."""
    if node.op == "fn" and node.args[0] == "sigmoid":
        other = _function_of_negative(graph, node)
        name = other and _known(graph, other, variables)
        return f"one_minus_{name}" if name else None
    if node.op == "fn" and node.args[0] == "sech2":
        value = graph.node("fn", "tanh", node.args[1], shape=node.shape)
        name = _known(graph, value, variables)
        return f"{name}_prime" if name else "sech2_a"
    if node.op == "prod" and len(node.args[1]) == 2 and node.args[0] == 1:
        first, second = (base for base, _ in node.args[1])
        for one, other in ((first, second), (second, first)):
            name = _known(graph, one, variables)
            if other.op == "fn" and other.args[0] == "sigmoid" and name and _function_of_negative(graph, other) is one:
                return f"{name}_prime"
    return None


def _function_of_negative(graph: Graph, node: Node) -> Node | None:
    """sigmoid(u) for sigmoid(-u)."""
    u = node.args[1]
    if u.op == "prod" and u.args[0] == -1:
        factors = u.args[1]
        inner = factors[0][0] if len(factors) == 1 and factors[0][1] == 1 else graph.node(
            "prod", Fraction(1), factors, shape=u.shape)
    else:
        inner = graph.node("prod", Fraction(-1), ((u, Fraction(1)),), shape=u.shape)
    return graph.node("fn", "sigmoid", inner, shape=node.shape)


def _of_argument(graph: Graph, node: Node) -> str | None:
    """`a_z` for the pre-activation of the gate z, `W_h` for the product of W and h."""
    for name in ("sigmoid", "tanh", "relu", "softplus"):
        value = graph.node("fn", name, node, shape=node.shape)
        if value in graph.hints:
            return f"a_{graph.hints[value]}"
    if node.op == "matmul" and node.args[0].op == node.args[1].op == "leaf":
        return f"{node.args[0].args[0]}_{node.args[1].args[0]}"
    if node.op == "fn" and node.args[0] in SHORT:
        return SHORT[node.args[0]]
    if node.op == "sum" and node.is_column and any(part.op == "matmul" for _, part in node.args):
        return "a"
    return SHORT.get(node.op)


def kind(node: Node) -> str:
    """The letter of a scalar, a column or a matrix without a name."""
    return "s" if not node.shape else "v" if node.is_column else "M"
