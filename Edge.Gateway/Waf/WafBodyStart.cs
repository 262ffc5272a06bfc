using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Edge.Rules;

namespace Edge.Gateway.Waf;

/// <summary>Looks at the first bytes of a body whose type says that no rule can read it: the type is the client's word.</summary>
/// <remarks>
/// Services that parse JSON, XML or forms whatever the type says are common, and none of those begins like an image, a video or a
/// gRPC frame. Nothing is taken from the body. Most bodies are known by their first byte, so nothing waits for a second one.
/// </remarks>
internal static class WafBodyStart
{
    /// <summary>Most bytes looked at: blanks before a document, or the name of a form's first field.</summary>
    public const int MaxBytes = 1024;

    /// <summary>Bytes that tell how wide a sign is; the shortest gRPC message, whose sender may wait for an answer to it, has as many.</summary>
    private const int MinBytes = 5;

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~%+[]$*!'()&"u8);

    private static ReadOnlySpan<byte> Blanks => " \t\r\n\f\v"u8;

    /// <summary>Waits for as many bytes as it takes to tell, and leaves them where they are.</summary>
    public static async ValueTask<WafBodyKind> PeekAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await reader.ReadAsync(cancellationToken);
            WafBodyKind kind = Of(result.Buffer, result.IsCompleted || result.IsCanceled);
            reader.AdvanceTo(result.Buffer.Start, kind == WafBodyKind.Undecided ? result.Buffer.End : result.Buffer.Start);
            if (kind != WafBodyKind.Undecided)
            {
                return kind;
            }
        }
    }

    /// <summary>What a body is that begins so.</summary>
    /// <param name="start">Its first bytes.</param>
    /// <param name="isWhole">Nothing comes after them.</param>
    public static WafBodyKind Of(ReadOnlySpan<byte> start, bool isWhole)
    {
        isWhole |= start.Length >= MaxBytes;
        start = start[..Math.Min(start.Length, MaxBytes)];
        if (start.IsEmpty || (start.Length < MinBytes && !isWhole))
        {
            return isWhole ? WafBodyKind.Binary : WafBodyKind.Undecided;
        }

        Span<byte> narrow = stackalloc byte[MaxBytes];
        ReadOnlySpan<byte> text = Narrow(start, narrow).TrimStart(Blanks);
        if (text.IsEmpty)
        {
            return isWhole ? WafBodyKind.Text : WafBodyKind.Undecided;
        }

        return text[0] switch
        {
            (byte)'{' => AfterOpening(text[1..], "\"}'/"u8, isWhole),
            (byte)'[' => AfterOpening(text[1..], "\"{[]"u8, isWhole),
            (byte)'<' => Markup(text, isWhole),
            _ => Form(text, isWhole),
        };
    }

    /// <summary>Tells the transaction how to read a body of this kind; false when rules have no use for it.</summary>
    public static bool Prepare(Transaction transaction, WafBodyKind kind)
    {
        string? processor = kind switch
        {
            WafBodyKind.Json => "JSON",
            WafBodyKind.Xml => "XML",
            WafBodyKind.Form => "URLENCODED",
            _ => null,
        };
        if (processor is not null)
        {
            transaction.SetRequestBodyProcessor(processor);
        }

        return kind != WafBodyKind.Binary;
    }

    private static WafBodyKind Of(ReadOnlySequence<byte> buffer, bool isWhole)
    {
        if (buffer.FirstSpan.Length >= Math.Min(buffer.Length, MaxBytes))
        {
            return Of(buffer.FirstSpan, isWhole);
        }

        Span<byte> start = stackalloc byte[(int)Math.Min(buffer.Length, MaxBytes)];
        buffer.Slice(0, start.Length).CopyTo(start);
        return Of(start, isWhole);
    }

    /// <summary>One byte a sign of UTF-8, UTF-16 and UTF-32, with a byte order mark or without: parsers recognise them all.</summary>
    private static ReadOnlySpan<byte> Narrow(ReadOnlySpan<byte> start, Span<byte> output)
    {
        (int at, int width) = start switch
        {
            [0xEF, 0xBB, 0xBF, ..] => (3, 1),
            [0xFF, 0xFE, 0, 0, ..] => (4, 4),
            [0xFF, 0xFE, ..] => (2, 2),
            [0xFE, 0xFF, ..] => (3, 2),
            [0, 0, 0xFE, 0xFF, ..] => (7, 4),
            [0, 0, 0, not 0, ..] => (3, 4),
            [not 0, 0, 0, 0, ..] => (0, 4),
            [0, not 0, 0, not 0, ..] => (1, 2),
            [not 0, 0, not 0, 0, ..] => (0, 2),
            _ => (0, 1),
        };
        if (width == 1)
        {
            return start[at..];
        }

        int length = 0;
        for (; at < start.Length; at += width)
        {
            output[length++] = start[at];
        }

        return output[..length];
    }

    /// <summary>JSON, when the first sign behind the bracket is one of these.</summary>
    private static WafBodyKind AfterOpening(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> wanted, bool isWhole)
    {
        rest = rest.TrimStart(Blanks);
        return !rest.IsEmpty ? wanted.Contains(rest[0]) ? WafBodyKind.Json : WafBodyKind.Binary
            : isWhole ? WafBodyKind.Binary : WafBodyKind.Undecided;
    }

    private static WafBodyKind Markup(ReadOnlySpan<byte> text, bool isWhole)
    {
        ReadOnlySpan<byte> page = "<!doctype html"u8;
        if (text.Length < page.Length && !isWhole)
        {
            return WafBodyKind.Undecided;
        }

        if (StartsWith(text, page) || StartsWith(text, "<html"u8))
        {
            return WafBodyKind.Text;
        }

        return text.Length > 1 && (text[1] is (byte)'?' or (byte)'!' or (byte)'_' or >= 0x80 || char.IsAsciiLetter((char)text[1])) ? WafBodyKind.Xml : WafBodyKind.Binary;
    }

    /// <summary>A form, when a name and <c>=</c> stand at the beginning.</summary>
    private static WafBodyKind Form(ReadOnlySpan<byte> text, bool isWhole)
    {
        int end = text.IndexOfAnyExcept(NameBytes);
        return end < 0 ? isWhole ? WafBodyKind.Binary : WafBodyKind.Undecided
            : end > 0 && text[end] == '=' ? WafBodyKind.Form : WafBodyKind.Binary;
    }

    private static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lowercase) =>
        text.Length >= lowercase.Length && Ascii.EqualsIgnoreCase(text[..lowercase.Length], lowercase);
}
