using System.Net;
using System.Text;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Access.Bans;
using Edge.Tests.Gateway.Tls;
using Edge.Tests.TestKit;

namespace Edge.Tests.Gateway.Access;

public sealed class BanTableTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly BanPolicy Policy = new(BanKind.Address, TimeSpan.FromMinutes(1), 2, TimeSpan.FromMinutes(10));

    private readonly ManualTime _time = new(Start);
    private readonly RecordedEvents _events = new();
    private readonly BanTable _bans;

    public BanTableTests() => _bans = new BanTable(_time, _events);

    [Fact]
    public void Add_AgainAndAgain_GrowsToTheLongestAndIsForgottenAfterQuiet()
    {
        BanSubject subject = Subject("192.0.2.1");
        int[] minutes = [1, 2, 4, 8, 10, 10];
        foreach (int expected in minutes)
        {
            Ban ban = _bans.Add(subject, "rule", Policy, "too many")!;
            Assert.Equal(TimeSpan.FromMinutes(expected), ban.Expires - _time.GetUtcNow());
            Assert.NotNull(_bans.Find(subject));
            _time.Advance(TimeSpan.FromMinutes(expected));
            Assert.Null(_bans.Find(subject));
        }

        _time.Advance(Policy.Longest);
        Assert.Equal(1, _bans.Add(subject, "rule", Policy, "too many")!.Strikes);
    }

    [Fact]
    public void Add_WhileInForce_IsNoSecondOffence()
    {
        Ban first = _bans.Add(Subject("192.0.2.1"), "rule", Policy, "too many")!;
        Assert.Same(first, _bans.Add(Subject("192.0.2.1"), "rule", Policy, "too many"));
        Assert.Equal(["security.ban.add 192.0.2.1 by abuse: too many; 60 s by rule"], _events.Lines);
    }

    [Fact]
    public void Find_V6Neighbour_IsBannedWithTheNetwork()
    {
        _bans.Add(Subject("2001:db8:1:2::3"), "rule", Policy, "too many");
        Assert.NotNull(_bans.Find(Subject("2001:db8:1:2:ffff::9")));
        Assert.Null(_bans.Find(Subject("2001:db8:1:3::3")));
        Assert.Equal("2001:db8:1:2::/64", Assert.Single(_bans.List()).Subject.ToString());
    }

    [Fact]
    public void Find_OfOneTenant_HoldsForThatTenant()
    {
        AddressKey address = AddressKey.Of(IPAddress.Parse("192.0.2.1"));
        _bans.Add(BanSubject.OfAddress(address, "acme"), "rule", Policy, "too many");
        Assert.Null(_bans.Find(BanSubject.OfAddress(address)));
        Assert.NotNull(_bans.Find(BanSubject.OfAddress(address, "acme")));
        Assert.Null(_bans.Find(BanSubject.OfAddress(address, "globex")));
    }

    [Fact]
    public void Remove_LiftsForgetsAndTells()
    {
        List<Ban> changes = [];
        _bans.Changed += changes.Add;
        Ban ban = _bans.AddManually(Subject("192.0.2.1"), TimeSpan.FromHours(1), "ops-1", "scanner")!;
        Assert.True(_bans.Remove(ban.Id, "ops-2"));
        Assert.False(_bans.Remove(ban.Id, "ops-2"));
        Assert.True(_bans.IsEmpty);
        Assert.Equal(["security.ban.add 192.0.2.1 by ops-1: scanner; 3600 s by manual", "security.ban.remove 192.0.2.1 by ops-2: lifted"], _events.Lines);
        Assert.Equal([true, false], changes.Select(change => change.IsInForce(_time.GetUtcNow())));
    }

    [Fact]
    public void Sweep_AfterTheEnd_TellsOnceAndForgetsLater()
    {
        _bans.Add(Subject("192.0.2.1"), "rule", Policy, "too many");
        _time.Advance(TimeSpan.FromMinutes(1));
        _bans.Sweep(Start);
        _bans.Sweep(_time.GetUtcNow());
        Assert.Single(_events.Lines, static line => line == "security.ban.remove 192.0.2.1 by expiry: expired");
        Assert.Single(_bans.List());
        _time.Advance(Policy.Longest);
        _bans.Sweep(_time.GetUtcNow());
        Assert.True(_bans.IsEmpty);
    }

    [Fact]
    public void Merge_LaterWordCounts()
    {
        Ban ban = _bans.Add(Subject("192.0.2.1"), "rule", Policy, "too many")!;
        Assert.False(_bans.Merge(ban with { Expires = ban.Expires - TimeSpan.FromSeconds(1) }));
        Assert.False(_bans.Merge(ban with { Updated = ban.Updated - TimeSpan.FromSeconds(1), Expires = ban.Expires + TimeSpan.FromHours(1) }));
        Assert.True(_bans.Merge(ban with { Updated = ban.Updated + TimeSpan.FromSeconds(1), Expires = ban.Expires + TimeSpan.FromHours(1) }));
        Assert.Equal(ban.Expires + TimeSpan.FromHours(1), _bans.Find(ban.Subject)!.Expires);
        DateTimeOffset lifted = ban.Updated + TimeSpan.FromSeconds(2);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(_bans.Merge(ban with { Updated = lifted, Expires = lifted, Forgotten = lifted }));
        Assert.Null(_bans.Find(ban.Subject));
    }

    [Fact]
    public void Add_ToAFullTable_IsRefusedAndNobodyInForceGivesWay()
    {
        for (uint i = 0; i < BanTable.MaxKeyBans; i++)
        {
            Assert.NotNull(_bans.Add(BanSubject.OfKey("rule", i), "rule", Policy, ""));
        }

        Assert.Null(_bans.Add(BanSubject.OfKey("rule", UInt128.MaxValue), "rule", Policy, "")); // Keys leave room for addresses.
        for (uint i = 0; i < BanTable.MaxBans - BanTable.MaxKeyBans; i++)
        {
            Assert.NotNull(_bans.Add(BanSubject.OfAddress(AddressKey.OfV4(i)), "rule", Policy, ""));
        }

        Assert.Null(_bans.Add(Subject("192.0.2.1"), "rule", Policy, ""));
        Assert.Equal(2, _bans.Refused);
        Assert.NotNull(_bans.Find(BanSubject.OfAddress(AddressKey.OfV4(0))));

        _time.Advance(TimeSpan.FromMinutes(1)); // Now all are remembered only.
        Assert.NotNull(_bans.Add(Subject("192.0.2.1"), "rule", Policy, ""));
        Assert.Equal(BanTable.MaxBans, _bans.List().Count);
    }

    [Fact]
    public void Find_AllocatesNothing()
    {
        _bans.Add(Subject("192.0.2.1"), "rule", Policy, "");
        IPAddress banned = IPAddress.Parse("192.0.2.1");
        IPAddress other = IPAddress.Parse("2001:db8::1");
        Assert.Equal(0, Allocations.Of(() =>
        {
            _bans.Find(BanSubject.OfAddress(AddressKey.Of(banned)));
            _bans.Find(BanSubject.OfAddress(AddressKey.Of(other), "acme"));
        }));
    }

    [Fact]
    public void File_SavedAndLoaded_HasEveryBan()
    {
        using TestFolder folder = new();
        RecordedLog<BanFile> log = new();
        _bans.Add(Subject("2001:db8::1"), "rule", Policy, "too many");
        _bans.Add(BanSubject.OfKey("rule", UInt128.MaxValue - 5), "rule", Policy, "line\nend \"quoted\"");
        new BanFile(_bans, log).SaveChanges(folder.Path);
        File.AppendAllText(folder[BanFile.Name], "{\"kind\":\"torn\nnot json\n");

        BanTable after = new(_time, _events);
        new BanFile(after, log).Load(folder.Path);
        Assert.Equal(_bans.List().OrderBy(static ban => ban.Id), after.List().OrderBy(static ban => ban.Id));
        Assert.Equal("Warning: " + folder[BanFile.Name] + ": 2 lines are no bans; they are left out.", Assert.Single(log.Lines));
        Assert.False(File.Exists(folder[BanFile.Name] + ".new"));
    }

    [Fact]
    public void File_ThatCannotBeWritten_IsToldOnce()
    {
        using TestFolder folder = new();
        folder.Write("state", "a file where the folder should be");
        RecordedLog<BanFile> log = new();
        BanFile file = new(_bans, log);
        _bans.Add(Subject("192.0.2.1"), "rule", Policy, "");
        file.SaveChanges(folder["state"]);
        file.SaveChanges(folder["state"]);
        Assert.Contains("bans will not survive a restart", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"address\",\"v6\":false,\"value\":\"xyz\",\"scope\":\"\"}")]
    [InlineData("{\"kind\":\"address\",\"v6\":1,\"value\":\"00\",\"scope\":\"\"}")]
    [InlineData("{\"kind\":\"address\",\"v6\":false,\"value\":\"00\",\"scope\":\"\",\"rule\":\"r\",\"actor\":\"a\",\"reason\":\"\",\"strikes\":1,\"created\":0,\"expires\":9e18,\"forgotten\":0,\"updated\":0}")]
    public void Decode_WhatIsNoBan_IsNull(string line) => Assert.Null(BanCodec.Decode(Encoding.UTF8.GetBytes(line)));

    private static BanSubject Subject(string address) => BanSubject.OfAddress(AddressKey.Of(IPAddress.Parse(address)));
}
