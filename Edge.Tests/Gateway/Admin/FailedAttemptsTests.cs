using System.Net;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Admin.Authentication;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Admin;

public sealed class FailedAttemptsTests
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly FailedAttempts _failures;

    public FailedAttemptsTests()
    {
        _failures = new FailedAttempts(_time);
    }

    [Fact]
    public void Locks_DoubleUpToTheLongest()
    {
        AddressKey client = Client("192.0.2.1");
        Assert.All(Enumerable.Range(0, FailedAttempts.Free), _ => Assert.Equal(TimeSpan.Zero, _failures.Add(client)));
        int[] expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300];
        foreach (int seconds in expected)
        {
            Assert.Equal(TimeSpan.FromSeconds(seconds), _failures.Add(client));
            Assert.Equal(TimeSpan.FromSeconds(seconds), _failures.LockOf(client));
            _time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromTicks(1));
            Assert.Equal(TimeSpan.FromTicks(1), _failures.LockOf(client));
            _time.Advance(TimeSpan.FromTicks(1));
            Assert.Equal(TimeSpan.Zero, _failures.LockOf(client));
        }
    }

    [Fact]
    public void Locks_HoldForTheAddressOrIts64Alone()
    {
        Fail(Client("192.0.2.1"), FailedAttempts.Free + 1);
        Fail(Client("2001:db8::1"), FailedAttempts.Free + 1);
        Assert.NotEqual(TimeSpan.Zero, _failures.LockOf(Client("192.0.2.1")));
        Assert.NotEqual(TimeSpan.Zero, _failures.LockOf(Client("::ffff:192.0.2.1")));
        Assert.NotEqual(TimeSpan.Zero, _failures.LockOf(Client("2001:db8::2:3")));
        Assert.Equal(TimeSpan.Zero, _failures.LockOf(Client("192.0.2.2")));
        Assert.Equal(TimeSpan.Zero, _failures.LockOf(Client("2001:db8:0:1::1")));
    }

    [Fact]
    public void Failures_AreForgivenAfterAQuietTime()
    {
        AddressKey client = Client("192.0.2.1");
        Fail(client, FailedAttempts.Free);
        _time.Advance(FailedAttempts.Forgiveness - TimeSpan.FromTicks(1));
        Assert.Equal(FailedAttempts.FirstLock, _failures.Add(client));
        _time.Advance(FailedAttempts.Forgiveness);
        Assert.Equal(TimeSpan.Zero, _failures.Add(client));
    }

    [Fact]
    public void Addresses_BeyondTheMost_PushOutTheOneThatFailedLongestAgo()
    {
        AddressKey first = Client("192.0.2.1");
        AddressKey second = Client("192.0.2.2");
        Fail(first, FailedAttempts.Free);
        Fail(second, FailedAttempts.Free);
        Fail(first, 1); // Now second is the oldest.
        for (uint address = 1; address < FailedAttempts.MaxAddresses; address++)
        {
            _failures.Add(AddressKey.OfV4(0x0A000000 + address));
        }

        Assert.Equal(FailedAttempts.MaxAddresses, _failures.Count);
        Assert.Equal(FailedAttempts.FirstLock, _failures.LockOf(first));
        Assert.Equal(TimeSpan.Zero, _failures.Add(second)); // Begins anew.
        Assert.Equal(FailedAttempts.MaxAddresses, _failures.Count);
    }

    private static AddressKey Client(string text) => AddressKey.Of(IPAddress.Parse(text)).Client;

    private void Fail(AddressKey client, int times)
    {
        for (int i = 0; i < times; i++)
        {
            _failures.Add(client);
        }
    }
}
