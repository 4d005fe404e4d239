namespace Platform.Designer.Editors.Changes;

/// <summary>A part of a long text of which only some changed.</summary>
public sealed record SaidPiece(string Text, bool Changed);

/// <summary>A value as people read it: a text, and below it what it is made of.</summary>
/// <param name="Text">Empty where the parts say all.</param>
public sealed record SaidValue(string Text, IReadOnlyList<SaidValue> Parts)
{
    /// <summary>What the value is called where it stands among others; null where it stands alone.</summary>
    public string? Label { get; init; }

    /// <summary>The text in pieces where only some of it changed; what stayed may be left out between them. Empty otherwise.</summary>
    public IReadOnlyList<SaidPiece> Pieces { get; init; } = [];

    /// <summary>How many lines it takes.</summary>
    public int Lines => 1 + Parts.Sum(p => p.Lines);

    public static implicit operator SaidValue(string text) => new(text, []);
}
