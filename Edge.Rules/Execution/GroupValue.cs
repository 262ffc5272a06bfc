namespace Edge.Rules.Execution;

/// <summary>One value of a group: its entry in the store it comes from, and its node in the tree.</summary>
internal readonly record struct GroupValue(int Entry, int Node);
