using System.Net;
using System.Text;
using Edge.Gateway.Access.Addresses;
using Edge.Gateway.Config;
using Edge.Tests.TestKit;
using FsCheck;
using FsCheck.Fluent;

namespace Edge.Tests.Gateway.Access;

public sealed class AddressTableTests
{
    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("2001:DB8::1", "2001:db8::1/128")]
    [InlineData("::ffff:192.0.2.7", "192.0.2.7/32")]
    [InlineData("::ffff:192.0.2.0/120", "192.0.2.0/24")]
    public void TryParse_GoodText_GivesThePrefix(string text, string expected)
    {
        Assert.Equal(AddressPrefixStatus.Good, AddressPrefix.TryParse(Encoding.UTF8.GetBytes(text), out AddressPrefix prefix));
        Assert.Equal(expected, prefix.ToString());
    }

    [Theory]
    [InlineData("10.0.0.1/8", "HostBitsSet")]
    [InlineData("2001:db8::1/32", "HostBitsSet")]
    [InlineData("10.0.0.0/33", "BadLength")]
    [InlineData("2001:db8::/129", "BadLength")]
    [InlineData("10.0.0.0/", "BadLength")]
    [InlineData("10.0.0.0/08", "BadLength")]
    [InlineData("::ffff:0:0/64", "BadLength")]
    [InlineData("10.0.0", "NotAnAddress")]
    [InlineData("10.0.0.256", "NotAnAddress")]
    [InlineData("010.0.0.1", "NotAnAddress")]
    [InlineData("0x0a.0.0.1", "NotAnAddress")]
    [InlineData("10.0.0.1.2", "NotAnAddress")]
    [InlineData("1", "NotAnAddress")]
    [InlineData("[2001:db8::1]", "NotAnAddress")]
    [InlineData("fe80::1%eth0", "NotAnAddress")]
    [InlineData("2001:db8::g", "NotAnAddress")]
    [InlineData("ünï::1", "NotAnAddress")]
    [InlineData("evil.example", "NotAnAddress")]
    public void TryParse_BadText_SaysWhy(string text, string expected) =>
        Assert.Equal(expected, AddressPrefix.TryParse(Encoding.UTF8.GetBytes(text), out _).ToString());

    [Fact]
    public void Read_ListWithErrors_TellsEachWithLineAndColumn()
    {
        ConfigDiagnostics diagnostics = new();
        List<AddressEntry> entries = [];
        AddressListReader.Read("bad.txt", "\uFEFF# a list\n\n192.0.2.1 # one\r\n  10.0.0.1/8\n\tx\n2001:db8::/32"u8, 3, entries, diagnostics);
        Assert.Equal(["192.0.2.1/32", "2001:db8::/32"], entries.Select(static entry => entry.Prefix.ToString()));
        Assert.All(entries, static entry => Assert.Equal(3, entry.Set));
        Assert.Equal(
            [
                "bad.txt(4,3): error EDGE1302: \"10.0.0.1/8\" has bits behind its prefix; write 10.0.0.0/8 for the network, or the address alone.",
                "bad.txt(5,2): error EDGE1301: \"x\" is not an address or network; write one a line, such as \"192.0.2.7\", \"192.0.2.0/24\" or \"2001:db8::/32\".",
            ],
            diagnostics.Items.Select(static item => item.ToString()));
    }

    [Theory]
    [InlineData("10.1.2.3", 0b111UL, 32)]
    [InlineData("10.1.2.4", 0b011UL, 16)]
    [InlineData("10.2.0.0", 0b001UL, 8)]
    [InlineData("11.0.0.0", 0b000UL, 0)]
    [InlineData("9.255.255.255", 0b000UL, 0)]
    [InlineData("255.255.255.255", 0b100UL, 32)]
    [InlineData("2001:db8::1", 0b110UL, 128)]
    [InlineData("2001:db8::2", 0b010UL, 32)]
    [InlineData("2001:db9::", 0b000UL, 0)]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 0b001UL, 128)]
    [InlineData("::ffff:10.1.2.3", 0b111UL, 32)]
    public void Find_NestedPrefixes_GivesEverySetAndTheLongest(string address, ulong sets, byte length)
    {
        AddressTable table = TableOf(
            (0, "10.0.0.0/8"), (1, "10.1.0.0/16"), (2, "10.1.2.3"), (2, "255.255.255.255"),
            (1, "2001:db8::/32"), (2, "2001:db8::1"), (0, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        Assert.Equal(new AddressMatch(sets, length), table.Find(AddressKey.Of(IPAddress.Parse(address))));
    }

    [Fact]
    public void Find_AnyList_AgreesWithALinearSearch()
    {
        int compared = 0;
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed =>
        {
            Random random = new(seed);
            List<AddressEntry> entries = RandomEntries(random, random.Next(0, 300));
            AddressTable table = AddressTableBuilder.Build([.. entries]);
            foreach (AddressKey address in Probes(random, entries))
            {
                compared++;
                if (table.Find(address) != Linear(entries, address))
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
        Assert.True(compared > 10_000, $"{compared} compared");
    }

    [Fact]
    public void Find_ManyPrefixesOfOneNetwork_AgreesWithALinearSearch()
    {
        // All in one /64, and all in one /16: the worst places for either search.
        List<AddressEntry> entries = [];
        for (uint i = 0; i < 2000; i++)
        {
            entries.Add(new AddressEntry(new AddressPrefix(new AddressKey(new UInt128(0x20010DB800000000, (ulong)i * 3), true), 128), (byte)(i % 3)));
            entries.Add(new AddressEntry(new AddressPrefix(AddressKey.OfV4(0xC0000000 + (i * 3)), 32), (byte)(i % 3)));
        }

        AddressTable table = AddressTableBuilder.Build([.. entries]);
        for (uint i = 0; i < 6100; i++)
        {
            AddressKey v6 = new(new UInt128(0x20010DB800000000, i), true);
            AddressKey v4 = AddressKey.OfV4(0xC0000000 + i);
            ulong expected = i % 3 == 0 && i < 6000 ? 1UL << (int)(i / 3 % 3) : 0;
            Assert.Equal(expected, table.Find(v6).Sets);
            Assert.Equal(expected, table.Find(v4).Sets);
        }
    }

    [Fact]
    public void Find_MillionEntries_IsCompactAndAllocatesNothing()
    {
        Random random = new(7);
        List<AddressEntry> v4 = [];
        List<AddressEntry> v6 = [];
        for (int i = 0; i < 1_000_000; i++)
        {
            v4.Add(new AddressEntry(new AddressPrefix(AddressKey.OfV4((uint)random.NextInt64(1L << 32)), 32), 0));
            v6.Add(new AddressEntry(new AddressPrefix(new AddressKey(new UInt128(0x2000000000000000 | (ulong)random.NextInt64(1L << 61), 0), true), 64), 0));
        }

        List<AddressEntry> all = [.. v4, .. v6];
        AddressTable table = AddressTableBuilder.Build(v4);
        Assert.InRange(table.Bytes / 1e6, 1, 8.5);
        Assert.InRange(AddressTableBuilder.Build(v6).Bytes / 1e6, 1, 21.5);

        table = AddressTableBuilder.Build([.. all]);
        int hits = 0;
        foreach (AddressEntry entry in all)
        {
            hits += table.Find(entry.Prefix.Network).Sets == 1 ? 1 : 0;
        }

        Assert.Equal(2_000_000, hits);
        IPAddress[] addresses = [IPAddress.Parse("203.0.113.9"), IPAddress.Parse("2001:db8::5"), IPAddress.Parse("::ffff:203.0.113.9")];
        Assert.Equal(0, Allocations.Of(() =>
        {
            foreach (IPAddress address in addresses)
            {
                table.Find(AddressKey.Of(address));
            }
        }));
    }

    internal static AddressTable TableOf(params (byte Set, string Prefix)[] entries) =>
        AddressTableBuilder.Build([.. entries.Select(static entry => new AddressEntry(Parse(entry.Prefix), entry.Set))]);

    private static AddressPrefix Parse(string text)
    {
        Assert.Equal(AddressPrefixStatus.Good, AddressPrefix.TryParse(Encoding.UTF8.GetBytes(text), out AddressPrefix prefix));
        return prefix;
    }

    // Few different bits, so that prefixes nest, touch and repeat.
    private static List<AddressEntry> RandomEntries(Random random, int count)
    {
        List<AddressEntry> entries = [];
        for (int i = 0; i < count; i++)
        {
            bool isV6 = random.Next(2) == 0;
            AddressKey address = RandomAddress(random, isV6);
            int length = random.Next(3) == 0 ? random.Next(isV6 ? 129 : 33) : isV6 ? 128 - random.Next(3) : 32 - random.Next(3);
            UInt128 mask = length >= 128 ? 0 : UInt128.MaxValue >> length;
            entries.Add(new AddressEntry(new AddressPrefix(address with { Bits = address.Bits & ~mask }, (byte)length), (byte)random.Next(4)));
        }

        return entries;
    }

    private static AddressKey RandomAddress(Random random, bool isV6)
    {
        UInt128 bits = (UInt128)random.Next(4) << 126 | (UInt128)random.Next(8) << 110 | (UInt128)random.Next(8) << 96;
        if (isV6)
        {
            bits |= (UInt128)random.Next(4) << 64 | (UInt128)random.Next(16);
        }

        return new AddressKey(random.Next(50) == 0 ? (isV6 ? UInt128.MaxValue : UInt128.MaxValue << 96) : bits, isV6);
    }

    private static IEnumerable<AddressKey> Probes(Random random, List<AddressEntry> entries)
    {
        for (int i = 0; i < 100; i++)
        {
            yield return RandomAddress(random, i % 2 == 0);
        }

        foreach (AddressEntry entry in entries) // First and last address of each, and their neighbours.
        {
            AddressKey network = entry.Prefix.Network;
            UInt128 one = network.IsV6 ? UInt128.One : UInt128.One << 96;
            UInt128 last = network.IsV6 ? entry.Prefix.LastBits : entry.Prefix.LastBits >> 96 << 96;
            foreach (UInt128 bits in (UInt128[])[network.Bits, network.Bits - one, last, last + one])
            {
                yield return network with { Bits = bits };
            }
        }
    }

    private static AddressMatch Linear(List<AddressEntry> entries, AddressKey address)
    {
        ulong sets = 0;
        int longest = 0;
        foreach (AddressEntry entry in entries)
        {
            if (entry.Prefix.Network.IsV6 == address.IsV6 && address.Bits >= entry.Prefix.Network.Bits && address.Bits <= entry.Prefix.LastBits)
            {
                sets |= 1UL << entry.Set;
                longest = Math.Max(longest, entry.Prefix.Length);
            }
        }

        return new AddressMatch(sets, (byte)longest);
    }
}
