"""What the versions of cXML brought, element by element, for each element that we know.

Only those versions are rows whose grammars were compared; what came between two of them counts as
brought by the later one. A test holds the table against the official grammars.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Growth:
    """
    What one version brought.

    `elements` are new as such. `parts` are what elements that were there before may hold since: a
    child, an `@attribute`, a word as `@attribute=word`.
    """

    elements: frozenset[str]
    parts: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, elements: str, parts: Mapping[str, str]) -> Growth:
        """Make it of names with space between them."""
        held = {element: frozenset(names.split()) for element, names in parts.items()}
        return cls(frozenset(elements.split()), held)


#: the version that everything else grew from
FIRST: Final = "1.1.010"

GROWTH: Final = {
    "1.2.014": Growth.of(
        """
        AttachmentReference AuthRequest AuthResponse CarrierIdentifier
        CatalogUploadRequest Creator CredentialMac DataAvailableMessage DataRequest
        DataResponse DepositAmount Discount DiscountAmount DiscountPercent DueAmount
        FeeDetail GrossAmount IdReference InvoiceIDInfo InvoiceStatus LaborDetail
        MasterAgreementIDInfo MasterAgreementReference MasterAgreementRequest MaxAmount
        MinAmount NetAmount Node OrderIDInfo OrderReference OriginalDocument PartialAmount
        Path PaymentStatus PaymentTerm Period ProviderDoneMessage ProviderSetupRequest
        ProviderSetupResponse ShipmentIdentifier ShippingAmount SourcingStatus
        SpecialHandlingAmount SpendDetail SubtotalAmount SupplierList SupplierOrderInfo
        TaxAmount TaxDetail TaxLocation TaxableAmount TermReference TravelDetail
        TriangularTransactionLawReference UnitRate cXMLAttachment
        """,
        {
            "Contact": "@addressID",
            "Email": "@preferredLang",
            "ItemDetail": "LeadTime",
            "ItemOut": "@agreementItemNumber @isAdHoc",
            "Message": "@Id",
            "OrderRequestHeader": (
                "@agreementID @agreementPayloadID @isInternalVersion @orderType @orderVersion"
            ),
            "ProfileResponse": "@lastRefresh",
            "PunchOutOrderMessageHeader": "@quoteStatus",
            "PunchOutSetupRequest": "@operation=source",
            "Request": "@Id",
            "Response": "@Id",
            "cXML": "@signatureVersion",
        },
    ),
    "1.2.050": Growth.of(
        """
        ASNInstruction AdditionalCost AdditionalDeduction ApprovalRequest AssetInfo Batch
        BestBeforeDate BlanketItemDetail BusinessPartner BuyerBatchID BuyerPartID
        Characteristic ComponentConsumptionDetails ComponentConsumptionRequest ComponentID
        ConfirmationHeader ConfirmationItem ConfirmationRequest ConfirmationStatus
        ContractRequest ContractStatusUpdateRequest ControlKeys Correspondent DateInfo
        DeductedPrice DeductionAmount DeductionPercent DeliveryAddress DeliveryPeriod
        Dimension DispatchQuantity DocumentInfo DocumentStatus EquipmentIdentificationCode
        ExemptReason ExpectedLimit FreeGoodsQuantity GlobalIndividualAssetID Hazard
        IntegrationMessage IntegrationStatus InvoiceInstruction Issuer ItemDetailIndustry
        ItemOutIndustry ItemReference ItemStatus LegalEntity Lower MaxAdhocAmount
        MaxContractAmount MaxQuantity MinQuantity Modification ModificationDetail
        Modifications Municipality OCInstruction OrderRequestHeaderIndustry
        OrderStatusRequest OrderStatusRequestHeader OrderStatusRequestIDInfo
        OrderStatusRequestItem OrderStatusRequestReference OrderedQuantity
        OrganizationChangeMessage OrganizationDataRequest OrganizationDataResponse
        OrganizationalUnit OriginalPrice OverallLimit PackageID PackageIdentification
        PackageTrackingID PackageTypeCodeIdentifierCode Packaging PackagingCode
        PackagingLevelCode ParentID PaymentInformation PaymentProposalIDInfo Percentage
        PlannedAcceptanceDays PriceBasisQuantity PriceTolerance PricingConditions Priority
        Product ProductActivityMessage ProductMovementItemIDInfo
        ProductReplenishmentMessage ProductRevisionID PropertyReference PropertyValuation
        PropertyValue PurchaseRequisitionRequest QualityInspectionDecisionRequest
        QualityInspectionRequest QualityInspectionResultRequest QualityNotificationRequest
        QuantityTolerance QuantityVarianceNote QuoteMessage QuoteRequest ReceiptIDInfo
        ReceiptItem ReceiptItemReference ReceiptOrder ReceiptOrderInfo ReceiptReference
        ReceiptRequest ReceiptRequestHeader ReceivedAmount ReferenceDocumentInfo
        ReleaseInfo ReturnablePackageID Route Routing SESInstruction SalesOrderRequest
        ScheduleLine ScheduleLineReference ScheduleLineReleaseInfo SealID SealingPartyCode
        SerialNumber ServiceEntryRequest ServiceLevel ShipControl ShipNoticeHeader
        ShipNoticeIDInfo ShipNoticeItem ShipNoticeItemDetail ShipNoticeItemIndustry
        ShipNoticeLineItemReference ShipNoticePortion ShipNoticeReference
        ShipNoticeReleaseInfo ShipNoticeRequest ShippingContainerSerialCode
        ShippingContainerSerialCodeReference ShippingContractNumber ShippingInstructions
        ShippingMark ShippingPaymentMethod StoreCode SubcontractingComponent
        SubscriptionStatusUpdateRequest SupplierBatchID TaxAdjustmentAmount TaxExemption
        TaxRegime TemporaryPrice TermsOfDelivery TermsOfDeliveryCode TermsOfTransport
        TimeCardInfoRequest TimeCardRequest TimeTolerance Tolerances TotalAllowances
        TotalAmountWithoutTax TotalCharges TransportInformation TransportTerms Upper Value
        ValueGroup
        """,
        {
            "Address": "@addressIDDomain",
            "Attachment": "@visibility",
            "AttachmentReference": "URL @version",
            "BillTo": "IdReference",
            "City": "@cityCode",
            "Classification": "@code",
            "Comments": "@type",
            "Contact": "Extrinsic IdReference @addressIDDomain",
            "CopyRequest": "@processingMode",
            "Description": "@type",
            "InvoiceStatus": "@paymentNetDueDate",
            "ItemDetail": "AttachmentReference",
            "ItemID": "IdReference",
            "ItemIn": (
                "BillTo Comments Contact Distribution Extrinsic Period SupplierList"
                " @compositeItemType @itemCategory @itemClassification @itemType @openQuantity"
                " @parentLineNumber @promisedQuantity"
            ),
            "ItemOut": (
                "MasterAgreementIDInfo MasterAgreementReference @compositeItemType"
                " @confirmationDueDate @isDeliveryCompleted @isItemChanged @isKanban @isReturn"
                " @itemCategory @itemClassification @itemType @parentLineNumber"
                " @requestedShipmentDate @requiresServiceEntry @returnAuthorizationNumber"
                " @stoDelivery @stoOrderCombination @stockTransferType @subcontractingType"
                " @unlimitedDelivery"
            ),
            "LaborDetail": "Extrinsic",
            "MasterAgreementIDInfo": "IdReference @agreementType",
            "MasterAgreementReference": "@agreementType",
            "OrderIDInfo": "IdReference",
            "OrderRequestHeader": (
                "IdReference @effectiveDate @expirationDate @isSTOOutbound @orderType=blanket"
                " @orderType=stockTransport @orderType=stockTransportRelease @parentAgreementID"
                " @parentAgreementPayloadID @pickUpDate @releaseRequired @requestedDeliveryDate"
            ),
            "PaymentTerm": "Extrinsic",
            "PostalAddress": "Extrinsic",
            "ShipTo": "CarrierIdentifier IdReference",
            "ShipmentIdentifier": "@domain @trackingNumberDate @trackingURL",
            "ShippingAmount": "Distribution",
            "SpecialHandlingAmount": "Distribution",
            "State": "@isoStateCode",
            "StatusUpdateRequest": "Extrinsic",
            "SupplierOrderInfo": "@orderDate",
            "SupplierPartID": "@revisionID",
            "Tax": "Distribution Extrinsic",
            "TaxDetail": (
                "Extrinsic @basePercentageRate @exemptDetail @isIncludedInPrice"
                " @isWithholdingTax @taxRateType @taxedElement"
            ),
        },
    ),
    "1.2.071": Growth.of(
        """
        CustomsInfo HTSCode IUIDInfo ImportInfo ImporterOfRecord Indicator
        InvoiceDetailDiscount InvoiceDetailHeaderIndicator InvoiceDetailHeaderOrder
        InvoiceDetailItem InvoiceDetailItemIndustry InvoiceDetailItemReference
        InvoiceDetailItemReferenceIndustry InvoiceDetailLineIndicator
        InvoiceDetailLineShipping InvoiceDetailLineSpecialHandling InvoiceDetailOrder
        InvoiceDetailOrderInfo InvoiceDetailOrderSummary InvoiceDetailPaymentTerm
        InvoiceDetailReceiptInfo InvoiceDetailRequest InvoiceDetailRequestHeader
        InvoiceDetailServiceItem InvoiceDetailServiceItemReference
        InvoiceDetailShipNoticeInfo InvoiceDetailShipping InvoiceDetailSummary
        InvoiceDetailSummaryIndustry InvoiceDetailSummaryLineItemModifications
        InvoiceHeaderModifications InvoiceItemModifications InvoiceLaborDetail
        InvoicePartner PackagingIndustry PaymentToken ReceiptLineItemReference
        ScheduleLineIndustry ServiceEntryItemIDInfo ServiceEntryItemReference
        SubcontractingComponentIndustry
        """,
        {
            "BusinessPartner": "@role=logistics",
            "ConfirmationHeader": "@incoTerms=dap @incoTerms=dpu",
            "ItemOut": "@operation @stoFinalDelivery",
            "ModificationDetail": "IdReference ParentID @calculationType @scope",
            "OrderRequestHeaderIndustry": "@industryType",
            "PaymentInformation": "@paymentNetDueDate",
            "ReceiptRequestHeader": "@activityStepType",
            "ScheduleLine": "@statisticalDeliveryDate @type",
            "ShipNoticeHeader": "@activityStepType",
        },
    ),
}

#: children that may stand several times since a version, and once before
SEVERAL: Final = {
    ("ItemOut", "Comments"): "1.2.050",
    ("OrderRequestHeader", "Comments"): "1.2.050",
}
#: children that may be absent since a version, and had to be there before
SPARED: Final = {("StatusUpdateRequest", "DocumentReference"): "1.2.014"}
