using System.Buffers;
using Edge.Rules.Compilation;
using Edge.Rules.Matching.Automata;
using Edge.Rules.Transformations;

namespace Edge.Rules.Execution;

/// <summary>
/// The values that rules looked at in one transaction, and what transformations made of them. Each transformation of a
/// value is computed once; one that changes nothing leads back to the value itself. Each distinct value is searched
/// once for the literals of all rules.
/// </summary>
/// <remarks>Node 0 does not exist: 0 stands for "not yet computed".</remarks>
internal sealed class ValueTree
{
    /// <summary>Nodes that a pooled tree keeps room for.</summary>
    private const int MaxKeptNodes = 4096;

    private const int InitialNodes = 256;

    /// <summary>Values of sparse groups are not searched when they are longer, in chars.</summary>
    private const int MaxSparseLength = 512;

    /// <summary>Units of work for each char that is searched for literals.</summary>
    private const int SearchWork = 4;

    /// <summary>Units of work for a transformation, beside half a unit for each char.</summary>
    private const int TransformationWork = 200;

    private readonly RulePlan _plan;
    private readonly TextArena _arena;
    private readonly WorkMeter _work;
    private readonly ITransformation[] _transformations;
    private readonly bool[] _changesOnlyCase;
    private readonly int _words;
    private readonly int _maxNodes;
    private readonly ulong[] _literals;
    private readonly ulong[] _allClauses;
    private Node[] _nodes = new Node[InitialNodes];
    private int[] _children;
    private ulong[] _clauses;
    private int _capacity = InitialNodes; // Rented arrays may be longer.
    private int _count = 1;

    public ValueTree(RulePlan plan, TextArena arena, WorkMeter work, int maxNodes)
    {
        _plan = plan;
        _arena = arena;
        _work = work;
        _maxNodes = maxNodes;
        _transformations = plan.Transformations;
        _changesOnlyCase = [.. plan.Transformations.Select(static transformation => transformation is Lowercase or Uppercase)];
        _words = plan.ClauseWords;
        _allClauses = [.. Enumerable.Repeat(ulong.MaxValue, _words)];
        _literals = new ulong[plan.MaxLiteralWords];
        _children = new int[InitialNodes * _transformations.Length];
        _clauses = new ulong[InitialNodes * _words];
    }

    public int Count => _count;

    public TextSlice Text(int node) => _nodes[node].Text;

    public ReadOnlySpan<char> Span(int node) => _arena.Get(_nodes[node].Text);

    public int Add(TextSlice text, bool isResponse)
    {
        if (_count == _capacity)
        {
            Grow();
        }

        int node = _count++;
        _nodes[node] = new Node { Text = text, IsResponse = isResponse, SearchedAs = node };
        _children.AsSpan(node * _transformations.Length, _transformations.Length).Clear();
        return node;
    }

    /// <summary>The transformations that may change a node's value, as bits of the plan's <see cref="TriggerTable"/>.</summary>
    public ulong Changing(int node)
    {
        ref Node item = ref _nodes[node];
        if (!item.IsClassified)
        {
            item.IsClassified = true;
            item.Changing = _plan.Triggers.Of(_arena.Get(item.Text));
        }

        return item.Changing;
    }

    /// <summary>The node that is searched for literals in place of one: equal when two nodes differ in case only.</summary>
    public int SearchedAs(int node) => _nodes[node].SearchedAs;

    /// <summary>The node of the value that one transformation makes of a node's value.</summary>
    public int Transform(int node, int transformation)
    {
        int slot = (node * _transformations.Length) + transformation;
        int child = _children[slot];
        if (child == 0)
        {
            child = Compute(node, transformation);
            _children[slot] = child;
        }

        return child;
    }

    /// <summary>The clauses of literals that the value meets, or all when it is not worth the search; empty bits when it meets none.</summary>
    /// <param name="node">The value.</param>
    /// <param name="isSparse"><see cref="ValueGroup.IsSparse"/> of the group that it is asked for.</param>
    /// <param name="any">Whether it meets any.</param>
    public ReadOnlySpan<ulong> Clauses(int node, bool isSparse, out bool any)
    {
        node = _nodes[node].SearchedAs;
        Span<ulong> clauses = _clauses.AsSpan(node * _words, _words);
        ref Node item = ref _nodes[node];
        if (!item.IsSearched)
        {
            if (isSparse && item.Text.Length > MaxSparseLength)
            {
                any = true;
                return _allClauses;
            }

            item.IsSearched = true;
            _work.Spend(SearchWork * (long)item.Text.Length);
            item.HasClauses = _plan.Filter(item.IsResponse).Search(_arena.Get(item.Text), _literals, clauses);
        }

        any = item.HasClauses;
        return clauses;
    }

    public void Clear()
    {
        if (_capacity > MaxKeptNodes)
        {
            ArrayPool<Node>.Shared.Return(_nodes);
            ArrayPool<int>.Shared.Return(_children);
            ArrayPool<ulong>.Shared.Return(_clauses);
            _nodes = new Node[InitialNodes];
            _children = new int[InitialNodes * _transformations.Length];
            _clauses = new ulong[InitialNodes * _words];
            _capacity = InitialNodes;
        }

        _count = 1;
    }

    private int Compute(int node, int index)
    {
        ITransformation transformation = _transformations[index];
        ReadOnlySpan<char> input = Span(node);
        _work.Spend(TransformationWork + (input.Length / 2));
        Span<char> output = _arena.Reserve(transformation.GetMaxOutputLength(input.Length));
        int length = transformation.Transform(input, output);
        if (length == ITransformation.Unchanged)
        {
            return node;
        }

        int child = Add(_arena.Commit(length), _nodes[node].IsResponse);
        if (_changesOnlyCase[index])
        {
            _nodes[child].SearchedAs = _nodes[node].SearchedAs; // The search ignores case.
        }

        return child;
    }

    private void Grow()
    {
        if (_count >= _maxNodes)
        {
            throw new EngineLimitException($"The transaction has more than {_maxNodes} distinct values.");
        }

        int size = Math.Min(_maxNodes, _capacity * 2);
        bool isRented = _capacity > MaxKeptNodes;
        _nodes = Larger(_nodes, size, isRented, size > MaxKeptNodes);
        _children = Larger(_children, size * _transformations.Length, isRented, size > MaxKeptNodes);
        _clauses = Larger(_clauses, size * _words, isRented, size > MaxKeptNodes);
        _capacity = size;
    }

    /// <summary>Large arrays are rented, so that requests with many values leave no garbage behind.</summary>
    private static T[] Larger<T>(T[] array, int size, bool isRented, bool rents)
    {
        T[] larger = rents ? ArrayPool<T>.Shared.Rent(size) : new T[size];
        Array.Copy(array, larger, Math.Min(array.Length, larger.Length));
        if (isRented)
        {
            ArrayPool<T>.Shared.Return(array);
        }

        return larger;
    }

    private struct Node
    {
        public TextSlice Text;

        /// <summary>The node whose literals are the same: itself, or the value before its case was changed.</summary>
        public int SearchedAs;
        public ulong Changing;
        public bool IsClassified;
        public bool IsResponse;
        public bool IsSearched;
        public bool HasClauses;
    }
}
