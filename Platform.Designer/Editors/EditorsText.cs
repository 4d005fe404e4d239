namespace Platform.Designer.Editors;

/// <summary>Names the resource with the texts of the editors.</summary>
public sealed class EditorsText;
