using System.Diagnostics.Metrics;
using Edge.Gateway.Tls;

namespace Edge.Tests.Gateway.Tls;

/// <summary>Listens to the TLS instruments of one meter factory, and keeps what they count by their label values.</summary>
internal sealed class CountedMetrics : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, long> _counts = [];
    private readonly List<(string Key, TaskCompletionSource Seen)> _waiting = [];

    public CountedMetrics(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Meter.Name == TlsMetrics.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument.Name, value, tags));
        _listener.Start();
    }

    /// <summary>As <c>edge.tls.handshakes 1.3 ok</c>.</summary>
    public long this[string key]
    {
        get
        {
            lock (_counts)
            {
                return _counts.GetValueOrDefault(key);
            }
        }
    }

    /// <summary>All that was counted.</summary>
    public string All()
    {
        lock (_counts)
        {
            return string.Join("; ", _counts.Order().Select(static count => $"{count.Key} = {count.Value}"));
        }
    }

    /// <summary>Waits until something has been counted under this key.</summary>
    public async Task SeenAsync(string key)
    {
        TaskCompletionSource seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_counts)
        {
            if (_counts.ContainsKey(key))
            {
                return;
            }

            _waiting.Add((key, seen));
        }

        try
        {
            await seen.Task.WaitAsync(TestKit.TestGateway.Patience, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException)
        {
            Assert.Fail($"Nothing was counted under '{key}', but: {All()}");
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(string name, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = name;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            key += $" {tag.Value}";
        }

        lock (_counts)
        {
            _counts[key] = _counts.GetValueOrDefault(key) + value;
            _waiting.FindAll(waiting => waiting.Key == key).ForEach(static waiting => waiting.Seen.TrySetResult());
        }
    }
}
