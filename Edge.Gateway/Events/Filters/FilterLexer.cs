using System.Buffers;
using System.Text.Json;

namespace Edge.Gateway.Events.Filters;

/// <summary>Cuts a filter into words, texts in double quotes, and parentheses.</summary>
internal sealed class FilterLexer(string text)
{
    private static readonly SearchValues<char> WordChars = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-$+");

    private int _at;

    /// <exception cref="FilterException">No token begins here.</exception>
    public FilterToken Next()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at == text.Length)
        {
            return new FilterToken(FilterTokenKind.End, "", _at + 1);
        }

        int start = _at;
        switch (text[start])
        {
            case '(':
                _at++;
                return new FilterToken(FilterTokenKind.Open, "(", start + 1);
            case ')':
                _at++;
                return new FilterToken(FilterTokenKind.Close, ")", start + 1);
            case '"':
                return new FilterToken(FilterTokenKind.Text, ReadText(start), start + 1);
            default:
                int length = text.AsSpan(start).IndexOfAnyExcept(WordChars) is var end and >= 0 ? end : text.Length - start;
                if (length == 0)
                {
                    throw Error(start, $"'{text[start]}' is not expected here; accepted are attributes, operators, values in double quotes, and parentheses.");
                }

                _at += length;
                return new FilterToken(FilterTokenKind.Word, text.Substring(start, length), start + 1);
        }
    }

    private static FilterException Error(int index, string message) => new(new FilterError(index + 1, message));

    // As JSON writes it: \" and \\ and the like.
    private string ReadText(int start)
    {
        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                _at = i + 1;
                try
                {
                    return JsonSerializer.Deserialize<string>(text.AsSpan(start, _at - start))!;
                }
                catch (JsonException)
                {
                    throw Error(start, "the value has an escape or a control character that JSON does not allow.");
                }
            }
        }

        throw Error(start, "the value has no closing '\"'.");
    }
}
