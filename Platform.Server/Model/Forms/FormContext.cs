namespace Platform.Model.Forms;

/// <summary>What a validation looks at.</summary>
/// <param name="Today">The legal day.</param>
/// <param name="Complete">False for a draft: what is there must be right, but nothing must be there.</param>
public sealed record FormContext(DateOnly Today, FormScope Scope, bool Complete = true)
{
    public static FormContext Whole(DateOnly today) => new(today, FormScope.Whole);

    public static FormContext OfPage(DateOnly today, string page) => new(today, new FormScope.Page(page));

    /// <summary>Only the fields at these paths; a repeat or an item stands for all inside it.</summary>
    public static FormContext OfPaths(DateOnly today, IReadOnlyList<string> paths) => new(today, new FormScope.Paths(paths));
}

/// <summary>The part of a form that is validated.</summary>
public abstract record FormScope
{
    private FormScope()
    {
    }

    public static FormScope Whole { get; } = new All();

    /// <summary>The elements of one page.</summary>
    public sealed record Page(string Key) : FormScope;

    /// <summary>The elements at these paths.</summary>
    public sealed record Paths(IReadOnlyList<string> Of) : FormScope;

    private sealed record All : FormScope;

    /// <summary>Whether the whole form is meant, so that answers to no question are found too.</summary>
    internal bool IsWhole => this is All;

    internal bool HasPage(FormPage page) => this is not Page one || one.Key == page.Key;

    /// <summary>Whether the value at this path is to be validated.</summary>
    internal bool Has(string path) => this is not Paths paths || paths.Of.Any(p => p == path || IsInside(path, p));

    /// <summary>Whether the path, or something inside it, is to be validated.</summary>
    internal bool Touches(string path) => this is not Paths paths || paths.Of.Any(p => p == path || IsInside(path, p) || IsInside(p, path));

    private static bool IsInside(string path, string outer) =>
        path.Length > outer.Length && path.StartsWith(outer, StringComparison.Ordinal) && path[outer.Length] is '.' or '[';
}
