# Forward, backward and Adam of the float BacalhauNet in PyTorch, on random frames held in memory.
# Prints frames a second. Used by bench/train.sh as the yardstick; nothing else depends on it.
import sys
import time

import torch
from torch import nn

threads, batch, steps = (int(a) for a in sys.argv[1:4])
torch.set_num_threads(threads)
torch.manual_seed(1)


class Block(nn.Module):
    def __init__(self, c_in, c_out, kernel, stride):
        super().__init__()
        self.residual = stride == 1 and c_in == c_out
        self.body = nn.Sequential(
            nn.Conv1d(c_in, c_in, kernel, stride, kernel // 2, groups=c_in, bias=False),
            nn.BatchNorm1d(c_in), nn.ReLU(),
            nn.Conv1d(c_in, c_out, 1, bias=False), nn.BatchNorm1d(c_out), nn.ReLU())

    def forward(self, x):
        y = self.body(x)
        return x + y if self.residual else y


blocks = [(2, 24, 27, 2), (24, 24, 21, 1), (24, 48, 15, 2), (48, 48, 9, 1), (48, 48, 9, 2)]
net = nn.Sequential(*(Block(*b) for b in blocks), nn.AdaptiveMaxPool1d(1), nn.Flatten(),
                    nn.Linear(48, 24))
optimiser = torch.optim.Adam(net.parameters(), lr=1e-3)
loss = nn.CrossEntropyLoss()
x = torch.randn(batch, 2, 1024)
label = torch.randint(0, 24, (batch,))


def step():
    optimiser.zero_grad()
    loss(net(x), label).backward()
    optimiser.step()


step()
start = time.perf_counter()
for _ in range(steps):
    step()
print(f"{steps * batch / (time.perf_counter() - start):.1f}")
