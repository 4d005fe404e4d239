namespace Platform.Designer.Ui;

/// <summary>One page of a chain.</summary>
/// <param name="Action">Value the button to this page posts, so that what is typed is kept; null where one cannot go yet.</param>
public sealed record ProgressStep(string Title, string? Action, bool Done);
