using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Edge.Rules.Transformations;

/// <summary>All transformations by name. <c>none</c> is not one of them: it empties the list and belongs to the compiler.</summary>
internal static class TransformationRegistry
{
    private static readonly FrozenDictionary<string, ITransformation> ByName = Create();

    private static readonly FrozenDictionary<string, ITransformation>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        ByName.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>The names as the reference manual spells them, both spellings of <c>normalizePath</c> included.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Finds a transformation; case does not matter.</summary>
    public static bool TryGet(ReadOnlySpan<char> name, [NotNullWhen(true)] out ITransformation? transformation) =>
        Lookup.TryGetValue(name, out transformation);

    private static FrozenDictionary<string, ITransformation> Create()
    {
        ITransformation[] all =
        [
            new Base64Decode(), new Base64DecodeExt(), new Base64Encode(), new CmdLine(), new CompressWhitespace(), new CssDecode(),
            new EscapeSeqDecode(), new HexDecode(), new HexEncode(), new HtmlEntityDecode(), new JsDecode(), new Length(),
            new Lowercase(), new Md5(), new NormalizePath(), new NormalizePathWin(), new ParityEven7bit(), new ParityOdd7bit(),
            new ParityZero7bit(), new PhpArgsNames(), new RemoveComments(), new RemoveCommentsChar(), new RemoveNulls(),
            new RemoveWhitespace(), new ReplaceComments(), new ReplaceNulls(), new Sha1(), new SqlHexDecode(), new Trim(),
            new TrimLeft(), new TrimRight(), new Uppercase(), new UrlDecode(), new UrlDecodeUni(), new UrlEncode(), new Utf8ToUnicode(),
        ];
        Dictionary<string, ITransformation> byName = all.ToDictionary(static transformation => transformation.Name, StringComparer.OrdinalIgnoreCase);
        byName["normalisePath"] = byName["normalizePath"];
        byName["normalisePathWin"] = byName["normalizePathWin"];
        return byName.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
