namespace Platform.Model.Forms;

/// <summary>An intake form: pages of sections of fields and repeats. Immutable; a version in use never changes.</summary>
/// <remarks>Read and written through <see cref="ModelJson"/>. <see cref="FormDefinitionRules.Check"/> says what is wrong with one.</remarks>
public sealed record Form : DefinitionPart
{
    /// <summary>Key of the form, unique in its template or locality: <c>hygiene-permit-new</c>.</summary>
    public required string Key { get; init => field = Given(value); }

    /// <summary>Version of the file's shape, not of the form's content.</summary>
    public int SchemaVersion { get; init; } = 1;

    public LocalizedText Title { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    public LocalizedText? Description { get; init; }

    public IReadOnlyList<FormPage> Pages { get; init => field = List(value); } = [];

    /// <summary>All fields and repeats outside repeats, in reading order.</summary>
    internal IEnumerable<FormElement> TopElements() => Pages.SelectMany(p => p.Sections).SelectMany(s => s.Elements);
}

/// <summary>What is shown at once.</summary>
public sealed record FormPage : DefinitionPart
{
    /// <summary>Unique in the form.</summary>
    public required string Key { get; init => field = Given(value); }

    public LocalizedText Title { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    public LocalizedText? Hint { get; init; }

    /// <summary>The page is left out, and its answers dropped, when this does not hold.</summary>
    public Condition? VisibleWhen { get; init; }

    public IReadOnlyList<FormSection> Sections { get; init => field = List(value); } = [];
}

/// <summary>A group of questions under one heading.</summary>
public sealed record FormSection : DefinitionPart
{
    /// <summary>Unique in the form.</summary>
    public required string Key { get; init => field = Given(value); }

    public LocalizedText Title { get; init => field = value ?? LocalizedText.Empty; } = LocalizedText.Empty;

    public LocalizedText? Hint { get; init; }

    public Condition? VisibleWhen { get; init; }

    public IReadOnlyList<FormElement> Elements { get; init => field = List(value); } = [];
}
