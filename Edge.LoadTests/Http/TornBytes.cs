namespace Edge.LoadTests.Http;

/// <summary>The beginning of something whose end has not come yet.</summary>
internal sealed class TornBytes
{
    private byte[] _bytes = new byte[4096];
    private int _length;

    /// <summary>What was kept and what came, in one piece; valid until the next call.</summary>
    public ReadOnlySpan<byte> Join(ReadOnlySpan<byte> data)
    {
        if (_length == 0)
        {
            return data;
        }

        Reserve(_length + data.Length);
        data.CopyTo(_bytes.AsSpan(_length));
        return _bytes.AsSpan(0, _length + data.Length);
    }

    /// <summary>Keeps the rest of the piece; nothing when it is empty.</summary>
    public void Keep(ReadOnlySpan<byte> rest)
    {
        Reserve(rest.Length);
        rest.CopyTo(_bytes); // May overlap: the rest moves to the front.
        _length = rest.Length;
    }

    private void Reserve(int length)
    {
        if (_bytes.Length < length)
        {
            Array.Resize(ref _bytes, length * 2);
        }
    }
}
