using System.Text.Json;
using Platform.Model;
using Platform.Model.Clocks;
using Platform.Model.Forms;
using Platform.Model.Items;

namespace Platform.Server.Cases;

/// <summary>What documents and messages may show of a case: <c>case{…}</c>, <c>item{…}</c>, <c>applicant{…}</c> and the <c>data{…}</c> of what caused them.</summary>
internal static class CasePapers
{
    public static JsonElement Data(CaseFile file, PublishedItem item, JsonElement data) =>
        JsonSerializer.SerializeToElement(
            new
            {
                @case = Facts(file),
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
                applicant = Applicant(file.Content),
                answers = file.Content.Answers,
                materials = file.Content.Materials.Select(m => new { m.Key, name = m.Name.In(LocalizedText.Chinese), status = m.Status, files = m.Files.Count }),
                data,
            },
            ModelJson.Options);

    public static JsonElement Message(CaseFile file, PublishedItem item, object data) =>
        JsonSerializer.SerializeToElement(
            new { @case = Facts(file), item = new { code = file.ItemCode, name = item.Item.Name }, applicant = new { name = Masks.Apply(Mask.Name, file.Content.Applicant.Name) }, data },
            ModelJson.Options);

    private static object Facts(CaseFile file) => new
    {
        file.Number,
        trackingCode = file.TrackingCode.Value,
        file.State,
        itemName = file.ItemName.In(LocalizedText.Chinese),
        authorityName = file.AuthorityName.In(LocalizedText.Chinese),
        applicantName = file.Content.Applicant.Name,
        applicantIdMasked = Masks.Apply(Mask.IdNumber, file.Content.Applicant.IdNumber),
        submittedOn = ChinaTime.DayOf(file.FiledAt),
        file.Facts.ReceivedOn,
        file.Facts.AcceptedOn,
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
