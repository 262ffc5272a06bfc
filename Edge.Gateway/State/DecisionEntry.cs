using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Edge.Gateway.State;

/// <summary>The last word about a key, as it is kept and shared: a decision, or that one was undone.</summary>
/// <param name="Key">From <see cref="DecisionKeys"/>.</param>
/// <param name="Value">What was decided; null: undone. That is remembered for a time, or a node that missed it would bring the decision back.</param>
/// <param name="Epoch">Orders the words about a key.</param>
/// <param name="Node">Where it was decided.</param>
/// <param name="Actor">Who.</param>
/// <param name="Reason">One line.</param>
/// <param name="Decided">When, in whole milliseconds.</param>
/// <param name="Base">Epoch of the word that this one replaced, 0 for none: a word of a later epoch was not known to who decided.</param>
/// <param name="IsShared">Whether the fleet has it, as far as this node knows.</param>
internal sealed record DecisionEntry(string Key, string? Value, long Epoch, string Node, string Actor, string Reason, DateTimeOffset Decided, long Base, bool IsShared)
{
    /// <summary>Highest epoch: what Redis's scripts, which count in doubles, still hold exactly.</summary>
    public const long MaxEpoch = 1L << 52;

    /// <summary>Highest epoch that is believed of others: far beyond what is ever decided, and far enough below <see cref="MaxEpoch"/> that a foul one does not stop this node from deciding.</summary>
    public const long MaxOthersEpoch = MaxEpoch / 2;

    /// <summary>Longest line, in bytes: the longest value with every char escaped, and the rest.</summary>
    public const int MaxLineBytes = (6 * DecisionKeys.MaxValueLength) + 16_384;

    /// <summary>Longest key, node, actor and reason, in chars.</summary>
    public const int MaxTextLength = 1024;

    /// <summary>How often the key has changed: the same for two nodes that decide at the same time, however late they hear of each other. See <see cref="DecisionVersion"/>.</summary>
    public long Version { get; init; }

    /// <summary>Greater for the word that holds: the higher epoch, then the later one, then the node's name. Compared ordinally, here and in Redis.</summary>
    [JsonIgnore]
    public string Order => string.Create(CultureInfo.InvariantCulture, $"{Epoch:D16}.{Decided.ToUnixTimeMilliseconds():D15}.{Convert.ToHexString(Encoding.UTF8.GetBytes(Node))}");

    /// <summary>Whether this word holds against another about the same key.</summary>
    public bool Beats(DecisionEntry other) => string.CompareOrdinal(Order, other.Order) > 0;

    /// <summary>The decision; null when it was undone.</summary>
    public Decision? ToDecision() => Value is null ? null : new Decision(Key, Value, Epoch, Node, Actor, Reason, Decided) { Base = Base, Version = Version };

    /// <summary>As one line of JSON.</summary>
    public byte[] Encode() => JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);

    /// <summary>Null for what is no entry: a torn line, or what somebody else wrote.</summary>
    public static DecisionEntry? Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return line.Length <= MaxLineBytes && JsonSerializer.Deserialize<DecisionEntry>(line, JsonSerializerOptions.Web) is { } entry && entry.IsGood() ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Whether it is one that a node may have written.</summary>
    public bool IsGood() => Epoch is > 0 and <= MaxEpoch && Base >= 0 && Version >= 0 && Decided >= DateTimeOffset.UnixEpoch
        && IsText(Key) && IsText(Node) && IsText(Actor) && IsText(Reason) && Value is null or { Length: <= DecisionKeys.MaxValueLength };

    // The serializer fills in null for what is missing, whatever the type says.
    private static bool IsText(string? text) => text is { Length: <= MaxTextLength };
}
