namespace Edge.Gateway.Events.Filters;

/// <summary>A piece of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A word as it stands, or the value of a text without its quotes and escapes.</param>
/// <param name="Position">Where it begins, in chars from 1.</param>
internal readonly record struct FilterToken(FilterTokenKind Kind, string Text, int Position);
