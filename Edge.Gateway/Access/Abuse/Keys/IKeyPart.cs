namespace Edge.Gateway.Access.Abuse.Keys;

/// <summary>One part of a rule's key.</summary>
internal interface IKeyPart
{
    /// <summary>Whether it is in the request body.</summary>
    bool NeedsBody => false;

    /// <summary>Adds the request's value; false when the request has none, or several that contradict each other.</summary>
    bool Append(in KeySource source, ref KeyWriter writer);
}
