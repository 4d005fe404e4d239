namespace Platform.Model.Documents;

/// <summary>What is wrong with a template where it is used.</summary>
/// <param name="Field">Place in the definition: <c>body.zh-CN</c>.</param>
/// <param name="Line">From 1; null where it is not known.</param>
/// <param name="Variable">A name nothing stands under; null when the text cannot be read.</param>
/// <param name="Unreadable">Why it cannot be read; null for an unknown name.</param>
public sealed record TemplateFault(string Field, int? Line, string? Variable, Problem? Unreadable);
