namespace Platform.Designer.Ui;

/// <summary>Names the resource with the texts of the shared components.</summary>
public sealed class UiText;
