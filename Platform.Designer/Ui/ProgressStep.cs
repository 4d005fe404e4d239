namespace Platform.Designer.Ui;

/// <summary>One page of a chain.</summary>
/// <param name="Href">Null where one cannot go yet.</param>
public sealed record ProgressStep(string Title, string? Href, bool Done);
