using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Documents;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>
/// What documents and messages may show of a case. A document keeps only what is true on its day, <c>case{…}</c> and <c>data{…}</c>; the rest never
/// changes and is looked up when the document is read, see <see cref="CaseContents"/>.
/// </summary>
internal static class CasePapers
{
    public static string Data(CaseFile file, object data) =>
        JsonSerializer.Serialize(new { @case = new { file.State, file.Facts.ReceivedOn, file.Facts.AcceptedOn }, data }, ModelJson.Options);

    /// <summary>Null before anything was handed in.</summary>
    public static CaseContentRef? Content(CaseFile file) => file.AnswersRevision > 0 ? new(file.AnswersRevision, file.AnswersDigest) : null;

    public static string Message(CaseFile file, PublishedItem item, object data) =>
        JsonSerializer.Serialize(
            new
            {
                @case = Facts(file, file.Content),
                item = new { code = file.ItemCode, name = item.Item.Name },
                applicant = new { name = Masks.Apply(Mask.Name, file.Content.Applicant.Name) },
                data,
            },
            ModelJson.Options);

    /// <summary>Everything about a revision of the application, as <see cref="ICaseContents"/> promises it.</summary>
    public static JsonElement Application(CaseFile file, CaseContent content, PublishedItem item) =>
        JsonSerializer.SerializeToElement(
            new
            {
                @case = Facts(file, content),
                item = new
                {
                    code = file.ItemCode,
                    name = item.Item.Name.In(LocalizedText.Chinese),
                    resultName = item.Item.ResultName.In(LocalizedText.Chinese),
                    remedies = item.Item.Remedies.In(LocalizedText.Chinese),
                    statutoryLimit = item.Item.StatutoryLimit,
                    promisedLimit = item.Item.PromisedLimit,
                    enquiryPhone = item.Item.EnquiryPhone,
                    supervisionPhone = item.Item.SupervisionPhone,
                    legalBasis = item.Item.LegalBasis.Select(b => b.Law.In(LocalizedText.Chinese) + b.Article),
                },
                applicant = Applicant(content),
                answers = content.Answers,
                materials = content.Materials.Select(m => new { m.Key, name = m.Name.In(LocalizedText.Chinese), status = m.Status, files = m.Files.Count, asked = Asked(item, m.Key) }),
                sections = AnswerSheet.Of(item.Form, content.Answers, LocalizedText.Chinese, masked: true),
            },
            ModelJson.Options);

    /// <summary>In which form a material is wanted, or null for one the item no longer names.</summary>
    private static object? Asked(PublishedItem item, string key) =>
        item.Item.Materials.FirstOrDefault(m => m.Key == key) is { } asked ? new { asked.Originals, asked.Copies } : null;

    private static object Facts(CaseFile file, CaseContent content) => new
    {
        file.Number,
        trackingCode = file.TrackingCode.Value,
        itemName = file.ItemName.In(LocalizedText.Chinese),
        authorityName = file.AuthorityName.In(LocalizedText.Chinese),
        applicantName = content.Applicant.Name,
        applicantIdMasked = Masks.Apply(Mask.IdNumber, content.Applicant.IdNumber),
        submittedOn = ChinaTime.DayOf(file.FiledAt),
    };

    private static object Applicant(CaseContent content) => new
    {
        content.Applicant.Type,
        content.Applicant.Name,
        content.Applicant.IdType,
        idNumberMasked = Masks.Apply(Mask.IdNumber, content.Applicant.IdNumber),
        phoneMasked = Masks.Apply(Mask.Phone, content.Applicant.Phone),
        agentName = content.Agent?.Name,
    };
}
