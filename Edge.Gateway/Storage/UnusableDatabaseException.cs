namespace Edge.Gateway.Storage;

/// <summary>A file that is there and readable, but no database that this version can use: damaged, or written by a newer version.</summary>
internal sealed class UnusableDatabaseException(string message, Exception? inner = null) : Exception(message, inner);
