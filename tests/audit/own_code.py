"""Functions as users write them, right and with the usual slips; the audit is told nothing about which is which."""

import numpy as np
import torch
from torch import nn


def elman_step(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b)


def elman_step_numpy(h, x, W, V, b):
    return np.tanh(np.dot(W, h) + np.dot(V, x) + b)


def elman_step_rows(h, x, W, V, b):
    return torch.tanh(h @ W.T + x @ V.T + b)


def elman_step_single(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b).float()


def elman_step_nan(h, x, W, V, b):
    return h * float("nan")


def elman_step_other_names(x_t, h_prev, rec, inp, bias, scale=1.0):
    return torch.tanh(rec @ h_prev + inp @ x_t + bias) * scale


def elman_step_dicts(params, state, inputs):
    return {"h": torch.tanh(params["W"] @ state["h"] + params["V"] @ inputs["x"] + params["b"])}


def elman_jacobian(h, x, W, V, b):
    return (1 - torch.tanh(W @ h + V @ x + b).reshape(-1, 1) ** 2) * W


def elman_jacobian_transposed(h, x, W, V, b):
    return elman_jacobian(h, x, W, V, b).T


def elman_jacobian_negative(h, x, W, V, b):
    return -elman_jacobian(h, x, W, V, b)


def elman_jacobian_doubled(h, x, W, V, b):
    return 2 * elman_jacobian(h, x, W, V, b)


def elman_jacobian_slightly_off(h, x, W, V, b):
    return elman_jacobian(h, x, W, V, b) * (1 + 1e-9)


def h_D_x(h, x, W, V, b):
    return (1 - torch.tanh(W @ h + V @ x + b).reshape(-1, 1) ** 2) * V


def gate_jacobian(s, x, W, V, b, w_g, v_g, b_g):
    s, x, b, w_g, v_g = (t.reshape(-1) for t in (s, x, b, w_g, v_g))
    phi = torch.tanh(W @ s + V @ x + b)
    g = torch.sigmoid(w_g @ s + v_g @ x + b_g)
    leaky = (1 - g) * torch.eye(len(s), dtype=s.dtype) + g * torch.diag(1 - phi**2) @ W
    return leaky + g * (1 - g) * torch.outer(phi - s, w_g)


def gate_jacobian_held(s, x, W, V, b, w_g, v_g, b_g):
    s, x, b, w_g, v_g = (t.reshape(-1) for t in (s, x, b, w_g, v_g))
    phi = torch.tanh(W @ s + V @ x + b)
    g = torch.sigmoid(w_g @ s + v_g @ x + b_g)
    return (1 - g) * torch.eye(len(s), dtype=s.dtype) + g * torch.diag(1 - phi**2) @ W


def _lstm(z, c, order):
    gates = dict(zip(order, z.chunk(4), strict=True))
    i, f, o = (torch.sigmoid(gates[k]) for k in "ifo")
    c = f * c + i * torch.tanh(gates["g"])
    return o * torch.tanh(c), c


def lstm_step(x, h, c, W_ih, W_hh, b_ih, b_hh):
    return _lstm(W_ih @ x + b_ih + W_hh @ h + b_hh, c, "ifgo")


def lstm_step_iofg(x, h, c, W_ih, W_hh, b_ih, b_hh):
    return _lstm(W_ih @ x + b_ih + W_hh @ h + b_hh, c, "iofg")


def lstm_step_joined(x, h, c, W, b):
    return _lstm(W @ torch.cat([h, x]) + b, c, "ifgo")


def lstm_blocks(h, c, x, W_ih, W_hh, b_ih, b_hh):
    def step(h, c):
        return lstm_step(x, h, c, W_ih, W_hh, b_ih, b_hh)

    return torch.autograd.functional.jacobian(step, (h, c))


def lstm_blocks_forgetful(h, c, x, W_ih, W_hh, b_ih, b_hh):
    """The cell state is taken for a constant: the classic 'constant error carousel' read too literally."""
    (hh, hc), (_, cc) = lstm_blocks(h, c, x, W_ih, W_hh, b_ih, b_hh)
    return (hh, hc), (torch.zeros_like(hh), cc)


def gru_step_cho(x, h, W_ih, W_hh, b_ih, b_hh):
    """The reset gate acts on h before the product, as in the paper and not as in torch."""
    n = h.shape[0]
    fed, kept = W_ih @ x + b_ih, W_hh @ h + b_hh
    r, z = torch.sigmoid(fed[:n] + kept[:n]), torch.sigmoid(fed[n : 2 * n] + kept[n : 2 * n])
    new = torch.tanh(fed[2 * n :] + W_hh[2 * n :] @ (r * h) + b_hh[2 * n :])
    return (1 - z) * new + z * h


def elman_backward(h, x, W, V, b, g_h):
    d = g_h * (1 - elman_step(h, x, W, V, b) ** 2)
    return {"dW": torch.outer(d.reshape(-1), h.reshape(-1)), "dh": W.T @ d, "db": d}


def elman_bptt(h0, xs, W, V, b, g_h, steps=None):
    hs = [h0]
    for x in xs:
        hs.append(elman_step(hs[-1], x, W, V, b))
    dW, dV, db, g = torch.zeros_like(W), torch.zeros_like(V), torch.zeros_like(b), g_h
    for t in list(reversed(range(len(xs))))[:steps]:
        d = g * (1 - hs[t + 1] ** 2)
        dW += torch.outer(d.reshape(-1), hs[t].reshape(-1))
        dV += torch.outer(d.reshape(-1), xs[t].reshape(-1))
        db += d
        g = W.T @ d
    return dW, dV, db


def elman_bptt_truncated(h0, xs, W, V, b, g_h):
    return elman_bptt(h0, xs, W, V, b, g_h, steps=1)


def elman_bptt_everywhere(h0, xs, W, V, b, g_hs):
    hs = [h0]
    for x in xs:
        hs.append(np.tanh(W @ hs[-1] + V @ x + b))
    dW, g = np.zeros_like(W), 0
    for t in reversed(range(len(xs))):
        d = (g + g_hs[t]) * (1 - hs[t + 1] ** 2)
        dW += np.outer(d, hs[t])
        g = W.T @ d
    return {"W": dW, "h": g}


def lstm_bptt(h0, c0, xs, W_ih, W_hh, b_ih, b_hh, g_h, g_c):
    """Gradients of stacked weights, by automatic differentiation of g_h'h_T + g_c'c_T."""
    leaves = [t.detach().clone().requires_grad_() for t in (W_ih, W_hh, b_ih, b_hh)]
    h, c = h0, c0
    for x in xs:
        h, c = lstm_step(x, h, c, *leaves)
    return torch.autograd.grad((g_h * h).sum() + (g_c * c).sum(), leaves)


def breaks(h, x, W, V, b):
    raise RuntimeError("no luck")


def returns_nothing(h, x, W, V, b):
    torch.tanh(W @ h + V @ x + b)


def one_number(h, x, W, V, b):
    return h.sum()


class Own(nn.Module):
    def __init__(self):
        super().__init__()
        self.recurrent = nn.Linear(4, 4, bias=False)
        self.read = nn.Linear(2, 4)

    def forward(self, x, h):
        return torch.tanh(self.recurrent(h) + self.read(x))


own_module = Own()


def elman_jacobian_masked(h, x, W, V, b):
    a = W @ h + V @ x + b
    return torch.where(a == 0, torch.zeros_like(a), 1 - torch.tanh(a) ** 2).reshape(-1, 1) * W


def elman_step_clamped(h, x, W, V, b):
    return torch.tanh((W @ h + V @ x + b).clamp(-3, 3))


def elman_step_awake(h, x, W, V, b):
    if not h.any():
        raise ValueError("no state")
    return torch.tanh(W @ h + V @ x + b)


def relu_jacobian(h, x, W, V, b):
    return (W @ h + V @ x + b > 0).to(W.dtype).reshape(-1, 1) * W


def relu_jacobian_closed(h, x, W, V, b):
    return (W @ h + V @ x + b >= 0).to(W.dtype).reshape(-1, 1) * W


def relu_jacobian_mirrored(h, x, W, V, b):
    a = W @ h + V @ x + b
    return torch.where(a == 0, -1.0, (a > 0).to(W.dtype)).reshape(-1, 1) * W


def relu_jacobian_outside(h, x, W, V, b):
    a = W @ h + V @ x + b
    return torch.where(a == 0, 2.0, (a > 0).to(W.dtype)).reshape(-1, 1) * W


def elman_step_bias_bounded(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + (b.clamp(-1.5, 1.5) if b.abs().max() >= 1.5 else b))


def elman_step_weights_bounded(h, x, W, V, b):
    return torch.tanh(W.clamp(-3, 3) @ h + V @ x + b)


def elman_step_input_bounded(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x.clamp(-5, 5) + b)


def elman_step_low_state(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b) if h.sum() > -3 else torch.tanh(W @ h + b)


def elman_step_small_arrays(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b) if len(h) < 6 else torch.tanh(W @ h + V @ x)


def elman_bptt_clipped(xs, h, W, V, b, g_h):
    hs = [h]
    for x in xs:
        hs.append(torch.tanh(W @ hs[-1] + V @ x + b))
    total, g = torch.zeros_like(W), g_h
    for t in reversed(range(len(xs))):
        d = g * (1 - hs[t + 1] ** 2)
        total, g = total + torch.outer(d, hs[t]), W.T @ d
        g = g * min(1.0, 5 / float(g.norm()))
    return {"dW": total}


def elman_step_detached(h, x, W, V, b):
    return torch.tanh(W @ h.detach() + V @ x + b)


def elman_step_partly_detached(h, x, W, V, b):
    return torch.tanh(W @ h + V @ x + b + 0 * h) * torch.ones_like(h.detach()) + (h - h.detach()) / 8


def elman_step_half_trained(h, x, W, V, b):
    with torch.no_grad():
        fed = V @ x
    return torch.tanh(W @ h + fed + b)


def elman_step_in_place(h, x, W, V, b):
    h.copy_(torch.tanh(W @ h + V @ x + b))
    return h


def elman_step_padding(h, x, W, V, b):
    return torch.where(x.abs().sum() > 0, torch.tanh(W @ h + V @ x + b), h)


def leaky_step_plain_rate(h, W, dt):
    return h + float(dt) * (torch.tanh(W @ h) - h)


class NoisyElman(torch.nn.Module):
    """Dropout that nobody turned off."""

    def __init__(self):
        super().__init__()
        self.drop = torch.nn.Dropout(0.5)

    def forward(self, h, x, W, V, b):
        return self.drop(torch.tanh(W @ h + V @ x + b))
