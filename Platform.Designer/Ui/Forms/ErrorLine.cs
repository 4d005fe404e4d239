namespace Platform.Designer.Ui.Forms;

/// <param name="Href">Address of the field (page and <c>#id</c>), or null when it is about no field.</param>
public sealed record ErrorLine(string Text, string? Href);
