using System.Globalization;

namespace Edge.Rules.Language;

/// <summary>Reads one code page of a <c>SecUnicodeMapFile</c>: which byte a server takes each code point for.</summary>
/// <remarks>
/// A line that begins with a number begins the map of that code page; then pairs such as <c>ff0f:2f</c> follow, on this line and the
/// next ones. All else, such as the code page's title, is text for people.
/// </remarks>
internal static class UnicodeMap
{
    private const int CodePoints = 65_536;

    /// <summary>The byte of each code point, or -1; false when the file has no pair for the code page.</summary>
    public static bool TryParse(string text, int codePage, out short[] map)
    {
        map = new short[CodePoints];
        Array.Fill(map, (short)-1);
        bool isWanted = false;
        bool found = false;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            isWanted = words.Length > 0 && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int page) ? page == codePage : isWanted;
            foreach (string word in isWanted ? words : [])
            {
                string[] pair = word.Split(':');
                if (pair.Length == 2 && ushort.TryParse(pair[0], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort codePoint)
                    && byte.TryParse(pair[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
                {
                    map[codePoint] = value;
                    found = true;
                }
            }
        }

        return found;
    }
}
