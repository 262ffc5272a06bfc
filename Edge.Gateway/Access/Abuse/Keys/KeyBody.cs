using System.Buffers;

namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>The request body as far as keys look: not read yet, too long, or whole.</summary>
internal readonly struct KeyBody
{
    private readonly ReadOnlySequence<byte>? _content;

    /// <param name="content">All of it; null when it is longer than <see cref="AbuseGuard.MaxBodyBytes"/>.</param>
    public KeyBody(ReadOnlySequence<byte>? content)
    {
        (_content, IsRead) = (content, true);
    }

    public bool IsRead { get; }

    public bool TryGet(out ReadOnlySequence<byte> content)
    {
        content = _content.GetValueOrDefault();
        return _content.HasValue;
    }
}
