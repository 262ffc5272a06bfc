using System.Net;
using BenchmarkDotNet.Attributes;
using Edge.Gateway.Access.Addresses;

namespace Edge.Bench;

/// <summary>Longest-prefix match over a million entries; addresses are drawn at random, so no search finds its path in the caches. Expected allocation: 0 bytes.</summary>
[MemoryDiagnoser]
[Config(typeof(QuickConfig))]
public class AddressTableBenchmarks
{
    private const int Probes = 1 << 16;

    private static readonly int Entries = BenchScale.Of(1_000_000);

    private readonly AddressKey[] _v4 = new AddressKey[Probes];
    private readonly AddressKey[] _v6 = new AddressKey[Probes];
    private readonly IPAddress[] _addresses = new IPAddress[Probes];
    private AddressTable _table = AddressTable.Empty;
    private Dictionary<AddressKey, byte> _plain = [];

    /// <summary>Half of the probes hit.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Random random = new(1);
        List<AddressEntry> entries = [];
        for (int i = 0; i < Entries; i++)
        {
            AddressKey v4 = AddressKey.OfV4((uint)random.NextInt64(1L << 32));
            AddressKey v6 = new(new UInt128(0x2000000000000000 | (ulong)random.NextInt64(1L << 61), 0), true);
            entries.Add(new AddressEntry(new AddressPrefix(v4, 32), 0));
            entries.Add(new AddressEntry(new AddressPrefix(v6, 64), 1));
        }

        for (int i = 0; i < Probes; i++)
        {
            int at = random.Next(Entries);
            bool hits = random.Next(2) == 0;
            _v4[i] = hits ? entries[2 * at].Prefix.Network : AddressKey.OfV4((uint)random.NextInt64(1L << 32));
            _v6[i] = hits ? entries[(2 * at) + 1].Prefix.Network : new AddressKey(new UInt128(0x2000000000000000 | (ulong)random.NextInt64(1L << 61), 5), true);
            _addresses[i] = new IPAddress(BitConverter.GetBytes(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(_v4[i].V4)));
        }

        _plain = entries.DistinctBy(static entry => entry.Prefix.Network).ToDictionary(static entry => entry.Prefix.Network, static entry => entry.Set);
        _table = AddressTableBuilder.Build(entries);
    }

    /// <summary>A dictionary of exact addresses, which knows no prefixes: one look-up of the 33 that a longest-prefix match would need.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Probes)]
    public int ExactDictionary()
    {
        int hits = 0;
        foreach (AddressKey address in _v4)
        {
            hits += _plain.ContainsKey(address) ? 1 : 0;
        }

        return hits;
    }

    [Benchmark(OperationsPerInvoke = Probes)]
    public int V4()
    {
        int hits = 0;
        foreach (AddressKey address in _v4)
        {
            hits += _table.Find(address).Sets != 0 ? 1 : 0;
        }

        return hits;
    }

    [Benchmark(OperationsPerInvoke = Probes)]
    public int V4FromIPAddress()
    {
        int hits = 0;
        foreach (IPAddress address in _addresses)
        {
            hits += _table.Find(AddressKey.Of(address)).Sets != 0 ? 1 : 0;
        }

        return hits;
    }

    [Benchmark(OperationsPerInvoke = Probes)]
    public int V6()
    {
        int hits = 0;
        foreach (AddressKey address in _v6)
        {
            hits += _table.Find(address).Sets != 0 ? 1 : 0;
        }

        return hits;
    }
}
