using System.Buffers.Binary;

namespace Edge.Gateway.Tls;

/// <summary>Takes fields off a TLS structure. Every read says whether it fitted; nothing reads past the end.</summary>
internal ref struct HelloSpanReader(ReadOnlySpan<byte> data)
{
    private ReadOnlySpan<byte> _rest = data;

    /// <summary>Whether everything was taken.</summary>
    public readonly bool IsAtEnd => _rest.IsEmpty;

    public bool TryReadByte(out byte value)
    {
        if (_rest.IsEmpty)
        {
            value = 0;
            return false;
        }

        value = _rest[0];
        _rest = _rest[1..];
        return true;
    }

    public bool TryReadUInt16(out ushort value)
    {
        if (!BinaryPrimitives.TryReadUInt16BigEndian(_rest, out value))
        {
            return false;
        }

        _rest = _rest[sizeof(ushort)..];
        return true;
    }

    public bool TrySkip(int count)
    {
        if (count > _rest.Length)
        {
            return false;
        }

        _rest = _rest[count..];
        return true;
    }

    /// <summary>A vector whose length stands before it in one byte.</summary>
    public bool TryReadVector8(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryReadByte(out byte length) && TryTake(length, out vector);
    }

    /// <summary>A vector whose length stands before it in two bytes.</summary>
    public bool TryReadVector16(out ReadOnlySpan<byte> vector)
    {
        vector = default;
        return TryReadUInt16(out ushort length) && TryTake(length, out vector);
    }

    private bool TryTake(int length, out ReadOnlySpan<byte> vector)
    {
        if (length > _rest.Length)
        {
            vector = default;
            return false;
        }

        vector = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
