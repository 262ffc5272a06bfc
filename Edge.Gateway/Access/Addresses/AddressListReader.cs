using System.Text;
using Edge.Gateway.Config;

namespace Edge.Gateway.Access.Addresses;

/// <summary>Reads a list: one address or network a line, <c>#</c> begins a comment, empty lines are nothing.</summary>
internal static class AddressListReader
{
    /// <summary>Largest list file in bytes: a million of the longest IPv6 networks have 50 MB.</summary>
    public const int MaxFileBytes = 64 * 1024 * 1024;

    /// <summary>Most of a wrong line that an error repeats, in chars.</summary>
    private const int MaxShown = 60;

    private static ReadOnlySpan<byte> Blanks => " \t\r"u8;

    /// <summary>Adds the prefixes of a list; what is wrong goes to <paramref name="diagnostics"/> with its line and column.</summary>
    /// <param name="name">The file as errors name it.</param>
    /// <param name="text">Its bytes.</param>
    /// <param name="set">Index of the set that it belongs to.</param>
    /// <param name="entries">Takes the prefixes; stops at <see cref="AddressTable.MaxEntries"/>.</param>
    /// <param name="diagnostics">Takes the errors.</param>
    public static void Read(string name, ReadOnlySpan<byte> text, byte set, List<AddressEntry> entries, ConfigDiagnostics diagnostics)
    {
        if (text.StartsWith(Encoding.UTF8.Preamble))
        {
            text = text[Encoding.UTF8.Preamble.Length..];
        }

        for (int line = 1; !text.IsEmpty; line++)
        {
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> content = end < 0 ? text : text[..end];
            text = end < 0 ? [] : text[(end + 1)..];
            int comment = content.IndexOf((byte)'#');
            content = (comment < 0 ? content : content[..comment]).TrimEnd(Blanks);
            int column = content.Length - content.TrimStart(Blanks).Length + 1;
            content = content.TrimStart(Blanks);
            if (content.IsEmpty)
            {
                continue;
            }

            AddressPrefixStatus status = AddressPrefix.TryParse(content, out AddressPrefix prefix);
            if (status != AddressPrefixStatus.Good)
            {
                diagnostics.Add(new ConfigDiagnostic(name, line, column, true, CodeOf(status), Explain(status, content, prefix)));
            }
            else if (entries.Count == AddressTable.MaxEntries)
            {
                diagnostics.Add(new ConfigDiagnostic(name, line, column, true, AccessCodes.TooManyAddresses, $"the address sets have more than {AddressTable.MaxEntries} entries together; join neighbouring networks, or leave sets out."));
                return;
            }
            else
            {
                entries.Add(new AddressEntry(prefix, set));
            }
        }
    }

    private static string CodeOf(AddressPrefixStatus status) => status == AddressPrefixStatus.HostBitsSet ? AccessCodes.HostBitsSet : AccessCodes.NotAnAddress;

    private static string Explain(AddressPrefixStatus status, ReadOnlySpan<byte> content, AddressPrefix prefix)
    {
        string shown = Encoding.UTF8.GetString(content[..Math.Min(content.Length, MaxShown)]) + (content.Length > MaxShown ? "…" : "");
        return status switch
        {
            AddressPrefixStatus.HostBitsSet => $"\"{shown}\" has bits behind its prefix; write {prefix} for the network, or the address alone.",
            AddressPrefixStatus.BadLength => $"\"{shown}\" has no valid prefix length; set 0 to 32 for IPv4, 0 to 128 for IPv6.",
            _ => $"\"{shown}\" is not an address or network; write one a line, such as \"192.0.2.7\", \"192.0.2.0/24\" or \"2001:db8::/32\".",
        };
    }
}
