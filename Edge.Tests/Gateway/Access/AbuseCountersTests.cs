using Edge.Gateway.Access.Abuse;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Access;

public sealed class AbuseCountersTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly AbuseCounters _counters;

    public AbuseCountersTests() => _counters = new AbuseCounters(_time);

    [Fact]
    public void Add_WithinTheWindow_CountsUpAndBeginsAnewAfter()
    {
        Assert.Equal([1, 2, 3], [_counters.Add(7, Window), _counters.Add(7, Window), _counters.Add(7, Window)]);
        Assert.Equal(1, _counters.Add(8, Window));
        _time.Advance(Window - TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, _counters.Read(7));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(0, _counters.Read(7));
        Assert.Equal(1, _counters.Add(7, Window));
        _counters.Reset(7);
        Assert.Equal(0, _counters.Read(7));
    }

    [Fact]
    public void Add_OfTheZeroKey_Counts()
    {
        Assert.Equal(1, _counters.Add(0, Window));
        Assert.Equal(1, _counters.Read(0));
    }

    [Fact]
    public void Add_MillionMadeUpKeys_DoNotPushOutWhatNearsItsLimit()
    {
        for (int i = 0; i < 19; i++)
        {
            _counters.Add(UInt128.MaxValue, Window);
        }

        for (uint i = 0; i < 1_000_000; i++)
        {
            _counters.Add(((UInt128)i << 96) + 12345, Window);
        }

        Assert.Equal(20, _counters.Add(UInt128.MaxValue, Window));
    }

    [Fact]
    public async Task Add_FromManyThreads_LosesNothing()
    {
        const int Each = 20_000;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                _counters.Add((UInt128)(i % 10), Window);
            }
        })));
        Assert.All(Enumerable.Range(0, 10), key => Assert.Equal(4 * Each / 10, _counters.Read((UInt128)key)));
    }

    [Fact]
    public void Add_AllocatesNothing() => Assert.Equal(0, Allocations.Of(() =>
    {
        _counters.Add(5, Window);
        _counters.Read(5);
    }));
}
