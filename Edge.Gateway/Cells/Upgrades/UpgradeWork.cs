namespace Edge.Gateway.Cells.Upgrades;

/// <summary>What a driver is at with one upgrade. Thread-safe.</summary>
internal sealed class UpgradeWork
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _cancelling = new();
    private Task _task = Task.CompletedTask;

    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return !_task.IsCompleted;
            }
        }
    }

    /// <summary>Begins when nothing is under way.</summary>
    public void Begin(Func<CancellationToken, Task> work)
    {
        lock (_lock)
        {
            if (!_task.IsCompleted)
            {
                return;
            }

            if (_cancelling.IsCancellationRequested)
            {
                _cancelling.Dispose();
                _cancelling = new CancellationTokenSource();
            }

            CancellationToken token = _cancelling.Token;
            _task = Task.Run(() => work(token), CancellationToken.None);
        }
    }

    /// <summary>Breaks off what is under way.</summary>
    public void Cancel()
    {
        lock (_lock)
        {
            if (!_task.IsCompleted)
            {
                _cancelling.Cancel();
            }
        }
    }

    /// <summary>Breaks off, and waits for the end.</summary>
    public Task EndAsync()
    {
        Cancel();
        lock (_lock)
        {
            return _task;
        }
    }
}
