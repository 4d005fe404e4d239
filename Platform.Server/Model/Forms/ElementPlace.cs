namespace Platform.Model.Forms;

/// <summary>An element and where it stands in its form.</summary>
/// <param name="Path">Path of the element without indexes: <c>members.income.amount</c>.</param>
public sealed record ElementPlace(FormPage Page, FormSection Section, FormElement Element, string Path);
