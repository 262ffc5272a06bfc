using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>Hashes the parts of a key to 128 bits with SHA-256, so that no one finds two keys that count as one. Allocates nothing.</summary>
internal ref struct KeyWriter
{
    /// <summary>Bytes of the buffer it works in.</summary>
    public const int BufferBytes = 1024;

    /// <summary>Longest value that is told apart, in chars; longer ones differ by their beginning and length.</summary>
    public const int MaxValueChars = 256;

    private const int LengthBytes = sizeof(int);

    private readonly Span<byte> _buffer;
    private int _written;

    /// <param name="seed">Keeps rules apart.</param>
    /// <param name="buffer">Of <see cref="BufferBytes"/>.</param>
    public KeyWriter(UInt128 seed, Span<byte> buffer)
    {
        _buffer = buffer;
        BinaryPrimitives.WriteUInt128BigEndian(buffer, seed);
        _written = 16;
    }

    /// <summary>Adds a value; with its length, so that "a" and "bc" are not "ab" and "c".</summary>
    public void Append(scoped ReadOnlySpan<char> value)
    {
        Reserve();
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_written..], value.Length);
        _written += LengthBytes;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(value[..Math.Min(value.Length, MaxValueChars)]);
        bytes.CopyTo(_buffer[_written..]);
        _written += bytes.Length;
    }

    /// <summary>Adds a value whose case makes no difference, such as a username.</summary>
    public void AppendFolded(scoped ReadOnlySpan<char> value)
    {
        Span<char> folded = stackalloc char[MaxValueChars];
        value = value.Trim();
        int length = value[..Math.Min(value.Length, MaxValueChars)].ToLowerInvariant(folded);
        Append(folded[..length]);
    }

    public void Append(UInt128 value)
    {
        Reserve();
        BinaryPrimitives.WriteUInt128BigEndian(_buffer[_written..], value);
        _written += 16;
    }

    /// <summary>Stands for a part that the request does not have: no value has this length.</summary>
    public void AppendMissing()
    {
        Reserve();
        BinaryPrimitives.WriteInt32LittleEndian(_buffer[_written..], -1);
        _written += LengthBytes;
    }

    public UInt128 Finish()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(_buffer[.._written], hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private void Reserve()
    {
        const int Most = LengthBytes + (MaxValueChars * sizeof(char));
        if (_written + Most > BufferBytes)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(_buffer[.._written], hash);
            hash.CopyTo(_buffer); // What is full goes on as its own hash.
            _written = hash.Length;
        }
    }
}
