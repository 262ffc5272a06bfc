namespace Edge.Gateway.Config;

/// <summary>Where a part of JSON that was made from YAML stands in the YAML.</summary>
/// <param name="Offset">First byte in the JSON.</param>
/// <param name="Line">Line in the YAML, from 1.</param>
/// <param name="Column">Column in the YAML, from 1.</param>
internal readonly record struct YamlPlace(int Offset, int Line, int Column);
