namespace Edge.Rules.Bodies;

/// <summary>Where one part header lies in the text of <see cref="MultipartHeaders"/>.</summary>
/// <param name="Start">First char of the line.</param>
/// <param name="Length">Chars of the line, unfolded, without its break.</param>
/// <param name="NameLength">Chars of the name, up to the colon.</param>
internal readonly record struct MultipartHeader(int Start, int Length, int NameLength);
