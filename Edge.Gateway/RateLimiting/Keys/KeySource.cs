using System.Buffers;
using Edge.Gateway.Http;

namespace Edge.Gateway.RateLimiting.Keys;

/// <summary>What keys are read from.</summary>
/// <param name="Context">The request.</param>
/// <param name="Request">The gateway's view of it.</param>
/// <param name="Body">Its body, when a scope needs it and it is not too long; otherwise empty.</param>
internal readonly record struct KeySource(HttpContext Context, EdgeRequest Request, ReadOnlySequence<byte> Body);
