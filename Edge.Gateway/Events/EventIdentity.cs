using System.Security.Cryptography;
using System.Text;

namespace Edge.Gateway.Events;

/// <summary>Ids of events that several parts or nodes may report: the same cause gives the same id, and a log keeps it once.</summary>
internal static class EventIdentity
{
    /// <summary>An id made of an event's type and its cause, such as a decision's key and epoch (a UUID of version 8: RFC 9562, section 5.8).</summary>
    public static Guid Of(string eventType, string cause)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{eventType}\n{cause}"));
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash.AsSpan(0, 16), bigEndian: true);
    }
}
