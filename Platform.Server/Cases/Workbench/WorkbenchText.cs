namespace Platform.Server.Cases.Workbench;

/// <summary>Names the texts of the caseworkers' pages: WorkbenchText.resx (zh-CN) and WorkbenchText.en.resx.</summary>
public sealed class WorkbenchText;
